import { goNumber } from '../../model/go/format.js'
import { goQuote } from '../../model/go/quote.js'
import type { FieldError } from './errors.js'
import { goJson } from './go-values.js'

/** Constructors and wording of apimachinery's `pkg/util/validation/field/errors.go` as of 1.36. */
export const required = (field: string, detail = ''): FieldError => ({ type: 'Required', field, detail })

export const invalidValue = (field: string, value: unknown, detail: string): FieldError => ({
  type: 'Invalid',
  field,
  value,
  detail,
})

export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  type: 'NotSupported',
  field,
  value,
  supported,
})

export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'Duplicate', field, value })

export const forbiddenField = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail })

export const notFoundValue = (field: string, value: unknown): FieldError => ({ type: 'NotFound', field, value })

export const tooLong = (field: string, bytes: number): FieldError => ({
  type: 'TooLong',
  field,
  detail: `may not be more than ${bytes} bytes`,
})

export const tooMany = (field: string, actual: number, most: number): FieldError => ({
  type: 'TooMany',
  field,
  value: actual,
  detail: `must have at most ${most} items`,
})

/** `field.InternalError`; what cannot be told otherwise. */
export const internalFieldError = (field: string, detail: string): FieldError => ({ type: 'Internal', field, detail })

interface Wording {
  readonly text: string
  /** The cause's reason in the Status. */
  readonly reason: string
  readonly showsValue: boolean
}

const wordings: Readonly<Record<FieldError['type'], Wording>> = {
  Required: { text: 'Required value', reason: 'FieldValueRequired', showsValue: false },
  Forbidden: { text: 'Forbidden', reason: 'FieldValueForbidden', showsValue: false },
  TooLong: { text: 'Too long', reason: 'FieldValueTooLong', showsValue: false },
  Internal: { text: 'Internal error', reason: 'InternalError', showsValue: false },
  Invalid: { text: 'Invalid value', reason: 'FieldValueInvalid', showsValue: true },
  TypeInvalid: { text: 'Invalid value', reason: 'FieldValueTypeInvalid', showsValue: true },
  NotSupported: { text: 'Unsupported value', reason: 'FieldValueNotSupported', showsValue: true },
  Duplicate: { text: 'Duplicate value', reason: 'FieldValueDuplicate', showsValue: true },
  TooMany: { text: 'Too many', reason: 'FieldValueTooMany', showsValue: true },
  NotFound: { text: 'Not found', reason: 'FieldValueNotFound', showsValue: true },
}

export const fieldErrorReason = (error: FieldError): string => wordings[error.type].reason

/** The message without the field: `Invalid value: -1: must be greater than or equal to 0`. */
export function fieldErrorBody(error: FieldError): string {
  const wording = wordings[error.type]
  const value = wording.showsValue && 'value' in error && error.value !== undefined ? `: ${shown(error.value)}` : ''
  const detail = detailOf(error)
  return `${wording.text}${value}${detail === '' ? '' : `: ${detail}`}`
}

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function fieldErrorMessage(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`
}

/** `field.ErrorList.ToAggregate().Error()`: repeated messages once, several of them in brackets. */
export function fieldErrorsMessage(errors: readonly FieldError[]): string {
  const messages = [...new Set(errors.map(fieldErrorMessage))]
  return messages.length === 1 ? messages[0]! : `[${messages.join(', ')}]`
}

function detailOf(error: FieldError): string {
  if (error.type !== 'NotSupported' || error.supported === undefined || error.supported.length === 0) {
    return error.detail ?? ''
  }
  return `supported values: ${error.supported.map(goQuote).join(', ')}`
}

function shown(value: unknown): string {
  if (typeof value === 'string') return goQuote(value)
  return typeof value === 'number' ? goNumber(value) : goJson(value)
}
