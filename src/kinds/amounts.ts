/** Numbers that may also be said in percent of another (`intstr.IntOrString`). */
import type { FieldError } from '../api/contract/errors.js'
import { invalidValue } from '../api/contract/field-errors.js'
import { isValidPercent } from '../model/objects/names.js'
import { validateNotNegative } from './podtemplate/index.js'

/** `ValidatePositiveIntOrPercent` */
export function validateAmount(value: string | number, path: string): FieldError[] {
  if (typeof value === 'number') return validateNotNegative(value, path)
  return isValidPercent(value).map((message) => invalidValue(path, value, message))
}

/** `IsNotMoreThan100Percent` */
export function validateAtMostAll(value: string | number, path: string): FieldError[] {
  if ((percentOf(value) ?? 0) <= 100) return []
  return [invalidValue(path, value, 'must not be greater than 100%')]
}

const percentOf = (value: string | number) =>
  /^\d+%$/.test(String(value)) ? Number.parseInt(String(value), 10) : undefined

/** The number alone. */
export const amount = (value: string | number) => (typeof value === 'number' ? value : (percentOf(value) ?? 0))
