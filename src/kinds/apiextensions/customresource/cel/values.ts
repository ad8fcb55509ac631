/** Values of the Common Expression Language: integers are BigInts, doubles numbers, objects Maps. */

import { goFloat } from '../../../../model/go/format.js'
import { fieldSchema, type JsonSchema } from '../../../../model/json/json-schema.js'
import { parseGoDuration } from '../../../../model/objects/duration.js'
import { isPlainObject } from '../../../../model/values/json-values.js'

export class Time {
  constructor(readonly instant: number) {}
}

export class Duration {
  constructor(readonly millis: number) {}
}

export class Optional {
  constructor(readonly value: Value | undefined) {}
}

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Time
  | Duration
  | Optional
  | readonly Value[]
  | ReadonlyMap<Value, Value>

/** Something that cannot be evaluated. */
export class CelError extends Error {}

export const noOverload = () => new CelError('no such overload')

/** A JSON value as its schema types it. */
export function celValue(value: unknown, schema: JsonSchema | undefined): Value {
  if (typeof value === 'bigint') return schema?.type === 'number' ? Number(value) : value
  if (typeof value === 'number') {
    return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value)
  }
  if (typeof value === 'string') return textValue(value, schema?.format)
  if (Array.isArray(value)) return value.map((item) => celValue(item, schema?.items))
  if (!isPlainObject(value)) return typeof value === 'boolean' ? value : null
  const fields = Object.keys(value).filter((key) => value[key] !== undefined)
  return new Map(fields.map((key) => [key, celValue(value[key], fieldSchema(schema, key))]))
}

function textValue(text: string, format = ''): Value {
  if (/^date(-?time)?$/.test(format)) return new Time(Date.parse(text))
  return format === 'duration' ? new Duration(parseGoDuration(text)) : text
}

export function equal(a: Value, b: Value): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: an integer and a double are compared by what they are worth
  if (isNumber(a) && isNumber(b)) return a == b
  if (a instanceof Time) return b instanceof Time && a.instant === b.instant
  if (a instanceof Duration) return b instanceof Duration && a.millis === b.millis
  if (a instanceof Optional) {
    if (!(b instanceof Optional)) return false
    return a.value === undefined || b.value === undefined ? a.value === b.value : equal(a.value, b.value)
  }
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => equal(item, b[at]))
  if (a instanceof Map) {
    if (!(b instanceof Map) || a.size !== b.size) return false
    return [...a].every(([key, item]) => b.has(key) && equal(item, b.get(key)))
  }
  return a === b
}

export const isNumber = (value: Value): value is bigint | number =>
  typeof value === 'bigint' || typeof value === 'number'

/** Negative, zero or positive; throws where there is no order. */
export function order(a: Value, b: Value): number {
  const sign = (x: bigint | number | string | boolean, y: typeof x) => (x < y ? -1 : x > y ? 1 : 0)
  if (isNumber(a) && isNumber(b)) return sign(a, b)
  if (typeof a === 'string' && typeof b === 'string') return sign(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return sign(a, b)
  if (a instanceof Time && b instanceof Time) return sign(a.instant, b.instant)
  if (a instanceof Duration && b instanceof Duration) return sign(a.millis, b.millis)
  throw noOverload()
}

/** `string(x)` */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return goFloat(value)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Time) return new Date(value.instant).toISOString().replace(/\.000Z$/, 'Z')
  if (value instanceof Duration) return `${value.millis / 1000}s`
  throw noOverload()
}
