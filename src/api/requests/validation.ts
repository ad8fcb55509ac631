import type { KubeObject } from '../../model/objects/object.js'
import type { FieldError } from '../contract/errors.js'
import { apiVersionOf } from '../contract/names.js'
import type { Strategy } from '../contract/strategy.js'
import type { Core } from '../registry/core.js'
import type { ServedResource } from '../registry/resources.js'

/** What is wrong with an object, by the rules of the version that the request speaks. */
export function validationErrors(
  core: Core,
  { info }: ServedResource,
  { validate, validateIn }: Strategy,
  object: KubeObject,
  previous?: KubeObject,
  subresource?: string,
): readonly FieldError[] {
  const rules = validateIn?.[apiVersionOf(info)] ?? validate
  return rules?.(object, previous, subresource, core.features) ?? []
}
