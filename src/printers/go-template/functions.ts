/** The functions of text/template, and those kubectl adds. */

import { goFloat, goNumber, sortedKeys } from '../../model/go/format.js'
import { isPlainObject, ownField } from '../../model/values/json-values.js'
import { type Formatted, goPrintf } from './printf.js'

/** An int: written in the template, or counted by it. Whole numbers of the object are int64. */
export class Int {
  constructor(readonly value: number) {}
}

/** A number written with a point: even a whole one is a float64. */
export class Float {
  constructor(readonly value: number) {}
}

/** What a missing key gives: prints `<no value>`, is not true. */
export class NoValue {}

export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value instanceof NoValue) return false
  if (value instanceof Int || value instanceof Float) return value.value !== 0
  if (Array.isArray(value)) return value.length > 0
  if (isPlainObject(value)) return Object.keys(value).length > 0
  return Boolean(value)
}

/** As an action prints it. */
export function printValue(value: unknown): string {
  return value === null || value === undefined || value instanceof NoValue ? '<no value>' : format(value)
}

/** `%v`. */
function format(value: unknown): string {
  if (value === null || value === undefined || value instanceof NoValue) return '<nil>'
  if (value instanceof Int) return String(value.value)
  if (value instanceof Float) return goFloat(value.value)
  if (typeof value === 'number') return goNumber(value)
  if (Array.isArray(value)) return `[${value.map(format).join(' ')}]`
  if (!isPlainObject(value)) return String(value)
  const fields = sortedKeys(value).map((key) => `${key}:${format(value[key])}`)
  return `map[${fields.join(' ')}]`
}

export interface TemplateFunction {
  readonly least: number
  readonly most: number
  call(...args: unknown[]): unknown
}

function define(name: string, least: number, most: number, call: TemplateFunction['call']): [string, TemplateFunction] {
  return [name, { least, most, call }]
}

const any = Number.POSITIVE_INFINITY

/** `and` and `or` are here for their arity alone: they look at their arguments only as far as they must. */
export const functions: ReadonlyMap<string, TemplateFunction> = new Map([
  define('and', 1, any, () => undefined),
  define('or', 1, any, () => undefined),
  define('not', 1, 1, (value) => !isTrue(value)),
  define('len', 1, 1, (value) => new Int(lengthOf(value))),
  define('index', 1, any, (value, ...keys) => keys.reduce(indexed, value)),
  define('slice', 1, any, sliced),
  define('print', 0, any, (...args) => print(args)),
  define('println', 0, any, (...args) => `${args.map(format).join(' ')}\n`),
  define('printf', 1, any, (text, ...args) => goPrintf(String(text), args.map(formatted))),
  define('html', 0, any, (...args) => print(args).replace(/[&<>"'\0]/g, (c) => htmlEscapes[c] ?? c)),
  define('js', 0, any, (...args) => print(args).replace(/[\\'"<>&=\p{Cc}]/gu, jsEscape)),
  define('urlquery', 0, any, (...args) => encodeURIComponent(print(args)).replaceAll('%20', '+')),
  define('eq', 1, any, (first, ...others) => anyEqual(first, others)),
  define('ne', 2, 2, (a, b) => !equal(a, b)),
  define('lt', 2, 2, (a, b) => less(a, b)),
  define('le', 2, 2, (a, b) => less(a, b) || equal(a, b)),
  define('gt', 2, 2, (a, b) => !less(a, b) && !equal(a, b)),
  define('ge', 2, 2, (a, b) => !less(a, b)),
  define('exists', 1, any, exists),
  define('base64decode', 1, 1, base64Decode),
])

const htmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\ufffd',
}

function jsEscape(character: string): string {
  if ('\\\'"'.includes(character)) return `\\${character}`
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

function formatted(value: unknown): Formatted {
  return { kind: kindOf(value), isNil: isNil(value), plain: plain(value), text: format(value), type: typeName(value) }
}

/** `fmt.Sprint`: a space between operands when neither is a string. */
function print(args: readonly unknown[]): string {
  return args
    .map((arg, at) => {
      const space = at > 0 && typeof arg !== 'string' && typeof args[at - 1] !== 'string'
      return (space ? ' ' : '') + format(arg)
    })
    .join('')
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length
  if (typeof value === 'string') return new TextEncoder().encode(value).length
  if (isNil(value)) throw new Error('reflect: call of reflect.Value.Type on zero Value')
  if (isMap(value)) return Object.keys(value).length
  throw new Error(`len of type ${typeName(value)}`)
}

function typeName(value: unknown): string {
  if (value instanceof Int) return 'int'
  if (value instanceof Float) return 'float64'
  if (typeof value === 'bigint') return 'int64'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (Array.isArray(value)) return '[]interface {}'
  if (isMap(value)) return 'map[string]interface {}'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** Whether a value is an object of JSON, not one of the numbers and voids of this file. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return isPlainObject(value) && !(value instanceof Int || value instanceof Float || value instanceof NoValue)
}

function indexed(value: unknown, key: unknown): unknown {
  if (isNil(value)) throw new Error('index of untyped nil')
  if (Array.isArray(value) || typeof value === 'string') {
    const at = plain(key)
    if (kindOf(key) !== 'int' || typeof at !== 'number') {
      throw new Error(`cannot index slice/array with type ${typeName(key)}`)
    }
    if (at < 0 || at >= value.length) throw new Error(`index out of range: ${at}`)
    return typeof value === 'string' ? new Int(value.charCodeAt(at)) : value[at]
  }
  if (!isMap(value)) throw new Error(`can't index item of type ${typeName(value)}`)
  if (typeof key !== 'string') throw new Error(`value has type ${typeName(key)}; should be string`)
  return ownField(value, key) ?? new NoValue()
}

function sliced(value: unknown, ...bounds: unknown[]): unknown {
  if (!Array.isArray(value) && typeof value !== 'string') throw new Error(`can't slice item of type ${typeName(value)}`)
  const [start = new Int(0), end = new Int(value.length)] = bounds
  if (!(start instanceof Int) || !(end instanceof Int)) throw new Error('cannot index slice/array with that type')
  for (const { value: bound } of [start, end]) {
    if (bound < 0 || bound > value.length) throw new Error(`index out of range: ${bound}`)
  }
  if (start.value > end.value) throw new Error(`invalid slice index: ${start.value} > ${end.value}`)
  return value.slice(start.value, end.value)
}

function kindOf(value: unknown): 'int' | 'float' | 'string' | 'bool' | undefined {
  if (value instanceof Int) return 'int'
  if (value instanceof Float) return 'float'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : undefined
}

function plain(value: unknown): unknown {
  return value instanceof Int || value instanceof Float ? value.value : value
}

function isNil(value: unknown): boolean {
  return value === null || value === undefined || value instanceof NoValue
}

function anyEqual(first: unknown, others: readonly unknown[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison')
  return others.some((other) => equal(first, other))
}

function equal(a: unknown, b: unknown): boolean {
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b)
  const kind = kindOf(a)
  const other = kindOf(b)
  if (kind === undefined || other === undefined) throw new Error('non-comparable type')
  if (kind !== other) throw new Error('incompatible types for comparison')
  return plain(a) === plain(b)
}

function less(a: unknown, b: unknown): boolean {
  const kind = kindOf(a)
  const other = kindOf(b)
  if (kind === undefined || other === undefined || kind === 'bool') throw new Error('invalid type for comparison')
  if (kind !== other) throw new Error('incompatible types for comparison')
  return (plain(a) as number) < (plain(b) as number)
}

function exists(value: unknown, ...keys: unknown[]): boolean {
  let current = value
  for (const key of keys) {
    const inList = Array.isArray(current) && key instanceof Int && key.value >= 0 && key.value < current.length
    if (inList) current = (current as unknown[])[(key as Int).value]
    else if (isPlainObject(current) && typeof key === 'string') current = ownField(current, key)
    else return false
  }
  return !isNil(current)
}

function base64Decode(value: unknown): string {
  const text = String(value).replace(/[\r\n]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    const at = text.search(/[^A-Za-z0-9+/]/)
    throw new Error(`base64 decode failed: illegal base64 data at input byte ${at < 0 ? text.length : at}`)
  }
  return new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))
}
