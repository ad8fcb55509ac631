import { goQuote } from '../../model/go/quote.js'
import { writeJson } from '../../model/json/exact-json.js'
import { jsonType } from '../../model/json/json-type.js'
import { canonicalQuantity } from '../../model/objects/quantity.js'
import { deepClone } from '../../model/values/json-values.js'

/** A value of the wrong JSON type; `shown` is how Go names what it found. */
export class Mismatch extends Error {
  constructor(
    readonly found: unknown,
    readonly shown?: string,
  ) {
    super('mismatch')
  }
}

type Decoder = (value: unknown) => unknown

const decoders: Readonly<Record<string, Decoder>> = {
  s: (value) => (typeof value === 'string' ? value : mismatch(value)),
  b: (value) => (typeof value === 'boolean' ? value : mismatch(value)),
  i: (value) => integer(value, 2 ** 31),
  l: (value) => integer(value, 2 ** 63),
  d: (value) => (typeof value === 'number' || typeof value === 'bigint' ? Number(value) : mismatch(value)),
  y: bytes,
  q: quantity,
  x: intOrString,
  t: (value) => time(value, 's'),
  u: (value) => time(value, 'us'),
  o: deepClone,
}

export const isScalar = (type: string): boolean => type.length === 1

/** The value as the server keeps it; throws a Mismatch, or an Error with the words of the type's own decoder. */
export function decodeScalar(type: string, value: unknown): unknown {
  return decoders[type]!(value)
}

function mismatch(value: unknown, shown?: string): never {
  throw new Mismatch(value, shown)
}

function integer(value: unknown, bound: number): number | bigint {
  if (typeof value === 'bigint') return bound === 2 ** 63 ? value : mismatch(value, `number ${value}`)
  if (typeof value !== 'number') return mismatch(value)
  return Number.isInteger(value) && value >= -bound && value < bound
    ? value
    : mismatch(value, `number ${goNumber(value)}`)
}

/** Large and small numbers as Go writes them: `1e+21`, `1e-07`. */
function goNumber(value: number): string {
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2')
}

/** `[]byte`: standard base64, whose decoder forgives line breaks but nothing else. */
function bytes(value: unknown): string {
  if (typeof value !== 'string') return mismatch(value)
  const wrong = corruptByte(value)
  if (wrong !== undefined) throw new Error(`illegal base64 data at input byte ${wrong}`)
  return /[\r\n]/.test(value) ? value.replace(/[\r\n]/g, '') : value
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Where Go's decoder stops: at a character it does not know, or at the start of a group that is not complete. */
function corruptByte(text: string): number | undefined {
  if (base64.test(text)) return undefined
  const places: number[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (character === '\r' || character === '\n') continue
    if (character === '=') return corruptPadding(text, at, places.length % 4)
    if (!/[A-Za-z0-9+/]/.test(character)) return at
    places.push(at)
  }
  const rest = places.length % 4
  return rest === 0 ? undefined : text.length - rest
}

function corruptPadding(text: string, at: number, filled: number): number | undefined {
  if (filled < 2) return at
  const padding = text.slice(at).replace(/[\r\n]/g, '')
  const wanted = '='.repeat(4 - filled)
  if (padding === wanted) return undefined
  return padding.startsWith(wanted) ? at + wanted.length : text.length
}

function quantity(value: unknown): string {
  if (typeof value === 'bigint') return canonicalQuantity(String(value))
  if (typeof value !== 'string' && typeof value !== 'number') return canonicalQuantity(writeJson(value))
  return canonicalQuantity(typeof value === 'number' ? goNumber(value) : value.trim())
}

function intOrString(value: unknown): string | number {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') throw new Error(`json: cannot unmarshal number ${value} into Go value of type int32`)
  if (typeof value !== 'number')
    throw new Error(`json: cannot unmarshal ${jsonType(value)} into Go value of type int32`)
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value
  throw new Error(`json: cannot unmarshal number ${goNumber(value)} into Go value of type int32`)
}

const layout = '2006-01-02T15:04:05Z07:00'
const microLayout = '2006-01-02T15:04:05.000000Z07:00'
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
/** Go asks for exactly the six digits of its layout. */
const rfc3339Micro = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/

/** `metav1.Time` and `metav1.MicroTime`: RFC 3339 in, UTC out, to the second or the microsecond. */
function time(value: unknown, unit: 's' | 'us'): string {
  if (typeof value !== 'string') {
    throw new Error(`json: cannot unmarshal ${jsonType(value)} into Go value of type string`)
  }
  const instant = (unit === 's' ? rfc3339 : rfc3339Micro).test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(instant)) throw new Error(timeError(value, unit === 's' ? layout : microLayout))
  const whole = new Date(instant).toISOString().slice(0, 19)
  if (unit === 's') return `${whole}Z`
  const fraction = /\.(\d+)/.exec(value)?.[1] ?? ''
  return `${whole}.${fraction}Z`
}

/** The parts of a time in the order in which Go's parser asks for them. */
const timeParts: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
]
const zone = [/^(Z|[+-]\d\d:\d\d)/, 'Z07:00'] as const
const seconds = [[/^\d\d(\.\d+)?/, '05'], zone] as const
const microseconds = [[/^\d\d/, '05'], [/^\.\d{6}/, '.000000'], zone] as const

function timeError(text: string, form: string): string {
  const head = `parsing time ${goQuote(text)}`
  let rest = text
  for (const [pattern, name] of [...timeParts, ...(form === layout ? seconds : microseconds)]) {
    const match = pattern.exec(rest)
    if (match === null) return `${head} as ${goQuote(form)}: cannot parse ${goQuote(rest)} as ${goQuote(name)}`
    rest = rest.slice(match[0].length)
  }
  return rest === '' ? `${head}: day out of range` : `${head}: extra text: ${goQuote(rest)}`
}
