/** Flags of commands that write: validation, field managers. */
import type { WriteOptions } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import type { Flag, FlagValues } from '../command.js'

export const validateFlag: Flag = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  bare: 'strict',
  description:
    'Must be one of: strict (or true), warn, ignore (or false). What to do about unknown or duplicate fields: refuse them, warn of them, or drop them silently.',
}

export function fieldManagerFlag(manager: string): Flag {
  return {
    name: 'field-manager',
    type: 'string',
    default: manager,
    description: 'Name of the manager used to track field ownership.',
  }
}

/** kubectl's `GetValidationDirective`. */
export function validationOf(flags: FlagValues): NonNullable<WriteOptions['fieldValidation']> {
  const value = flags.string('validate')
  if (value === 'strict' || value === 'true') return 'Strict'
  if (value === 'warn') return 'Warn'
  if (value === 'ignore' || value === 'false') return 'Ignore'
  throw new UsageError(
    `invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`,
  )
}
