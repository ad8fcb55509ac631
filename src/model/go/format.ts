/**
 * Values and texts as Go writes and reads them, here as its fmt prints them: JSON's whole numbers are taken for int64,
 * others for float64. Where a message or a file shows what Go has printed, it comes from this folder; what JSON is to Go
 * is not here (json/).
 */
import { isPlainObject } from '../values/json-values.js'
import { compareKeys } from '../values/order.js'
import { goQuote } from './quote.js'

/** `%v`: `map[a:1 b:[x y]]`, `<nil>`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'number') return goNumber(value)
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (!isPlainObject(value)) return String(value)
  return `map[${sortedKeys(value)
    .map((key) => `${key}:${goText(value[key])}`)
    .join(' ')}]`
}

/** `%#v`: `map[string]interface {}{"a":1, "b":[]interface {}{"x"}}`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (typeof value === 'number') return goNumber(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (!isPlainObject(value)) return String(value)
  const fields = sortedKeys(value).map((key) => `${goQuote(key)}:${goSyntax(value[key])}`)
  return `map[string]interface {}{${fields.join(', ')}}`
}

/** The name of a value's type. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}'
  if (typeof value === 'bigint') return 'int64'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  if (Array.isArray(value)) return '[]interface {}'
  return typeof value === 'string' ? 'string' : 'map[string]interface {}'
}

/** `%v` of a number of JSON: whole ones are int64 or uint64. */
export function goNumber(value: number): string {
  const whole = Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64
  return whole ? BigInt(value).toString() : goFloat(value)
}

/** `%v` of a float64 (`strconv.FormatFloat` with 'g' and -1): an exponent from a million on and below 1e-4. */
export function goFloat(value: number): string {
  const exponential = value.toExponential()
  const exponent = Number(exponential.slice(exponential.indexOf('e') + 1))
  if (exponent >= -4 && exponent < 6) return String(value)
  return exponential.replace(/e([+-])(\d)$/, 'e$10$2')
}

/** The fields that are there, in Go's order. */
export function sortedKeys(object: object): string[] {
  const keys = Object.keys(object).filter((key) => (object as Record<string, unknown>)[key] !== undefined)
  return keys.sort(compareKeys)
}
