import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'

/** A relative path that does not step back (`validateLocalDescendingPath`). */
export function validateDescendingPath(target: string, path: string): FieldError[] {
  const absolute = target.startsWith('/') ? [invalidValue(path, target, 'must be a relative path')] : []
  return [...absolute, ...validateNoBacksteps(target, path)]
}

export function validateNoBacksteps(target: string, path: string): FieldError[] {
  return target.split('/').includes('..') ? [invalidValue(path, target, "must not contain '..'")] : []
}

/** Names that begin with two dots are the kubelet's own (`ValidateLocalNonReservedPath`). */
export function validateNonReservedPath(target: string, path: string): FieldError[] {
  const reserved = target.startsWith('..') && !target.startsWith('../')
  const errors = validateDescendingPath(target, path)
  return reserved ? [...errors, invalidValue(path, target, "must not start with '..'")] : errors
}
