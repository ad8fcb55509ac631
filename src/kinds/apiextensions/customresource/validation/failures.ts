/** The wording of kube-openapi's `pkg/validation/errors`, and the field errors that apiextensions makes of it. */
import { invalidValue, notSupported, required, tooLong, tooMany } from '../../../../api/contract/field-errors.js'
import { goFloat } from '../../../../model/go/format.js'
import { goQuote } from '../../../../model/go/quote.js'
import { formatJson } from '../../../../model/json/json.js'
import type { Failure } from './result.js'

const fieldOf = (path: string) => (path === '' ? '<nil>' : path.replace(/^\./, ''))

function failure(path: string, said: string, value: unknown): Failure {
  const message = `${path} in body ${said}`
  return { message, error: invalidValue(fieldOf(path), value, message) }
}

export function wrongType(path: string, type: string, found: string): Failure {
  const message = `${path} in body must be of type ${type}: ${goQuote(found)}`
  return { message, error: { type: 'TypeInvalid', field: fieldOf(path), value: found, detail: message } }
}

export const missing = (path: string): Failure => ({
  message: `${path} in body is required`,
  error: required(fieldOf(path)),
})

export function notInEnum(path: string, value: unknown, values: readonly unknown[]): Failure {
  const supported = values.map((each) => (typeof each === 'string' ? each : formatJson(each)))
  const message = `${path} in body should be one of [${supported.join(' ')}]`
  return { message, error: notSupported(fieldOf(path), value, supported) }
}

export const tooLongText = (path: string, most: number): Failure => ({
  message: `${path} in body should be at most ${most} chars long`,
  error: tooLong(fieldOf(path), most),
})

export const tooManyParts = (path: string, what: 'items' | 'properties', count: number, most: number): Failure => ({
  message: `${path} in body should have at most ${most} ${what}`,
  error: tooMany(fieldOf(path), count, most),
})

export const tooFewParts = (path: string, what: 'items' | 'properties', count: number, least: number) =>
  failure(path, `should have at least ${least} ${what}`, count)

export const tooShortText = (path: string, least: number, value: string) =>
  failure(path, `should be at least ${least} chars long`, value)

export const unmatched = (path: string, pattern: string, value: string) =>
  failure(path, `should match '${pattern}'`, value)

export const duplicated = (path: string) => failure(path, "shouldn't contain duplicates", '')

export const notMultiple = (path: string, factor: number, value: number | bigint) =>
  failure(path, `should be a multiple of ${goFloat(factor)}`, value)

/** `bound` as Go shows it: a whole number for a whole value, otherwise a float. */
export function outOfBounds(
  path: string,
  side: 'less' | 'greater',
  exclusive: boolean,
  bound: number,
  value: number | bigint,
): Failure {
  const shown = typeof value === 'bigint' || Number.isInteger(value) ? String(Math.trunc(bound)) : goFloat(bound)
  return failure(path, `should be ${side} than ${exclusive ? '' : 'or equal to '}${shown}`, value)
}

export const forbiddenProperty = (path: string, key: string): Failure => {
  const message = `${path}.${key} in body is a forbidden property`
  return { message, error: invalidValue(fieldOf(path), key, message) }
}

/** Alternatives that fail as a whole: of these the server tells no field. */
function composite(message: string): Failure {
  return { message, error: invalidValue('<nil>', '', message) }
}

/** A number beyond what its type or format can hold; kube-openapi tells it of no field either. */
export function outOfFormat(path: string, type: string, format: string): Failure {
  const form = format === '' ? '(default format)' : `with format ${format}`
  return composite(`Checked value must be of type ${type} ${form} in ${path}`)
}

export const noneOfAny = (path: string) => composite(`${goQuote(path)} must validate at least one schema (anyOf)`)

export const notOneOf = (path: string, valid: number) => {
  const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`
  return composite(`${goQuote(path)} must validate one and only one schema (oneOf). ${found}`)
}

export const notAllOf = (path: string, none: boolean) =>
  composite(`${goQuote(path)} must validate all the schemas (allOf)${none ? '. None validated' : ''}`)

export const validNot = (path: string) => composite(`${goQuote(path)} must not validate the schema (not)`)
