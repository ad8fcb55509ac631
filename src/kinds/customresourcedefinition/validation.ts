import type { FieldError } from '../../api/errors.js'
import type { CustomResourceDefinition } from './types.js'

export function validateDefinition(_object: CustomResourceDefinition): FieldError[] {
  return []
}
