/** Functions that rules may call: the language's own, and those of Kubernetes' string, list and regex libraries. */
import { findRegexp, matchesRegexp } from '../../../../model/go/regexp.js'
import { RegexpError } from '../../../../model/go/regexp-error.js'
import { parseGoDuration } from '../../../../model/objects/duration.js'
import { CelError, Duration, equal, isNumber, noOverload, Optional, order, Time, textOf, type Value } from './values.js'

type Callable = (...args: Value[]) => Value

const text = (value: Value | undefined): string => {
  if (typeof value !== 'string') throw noOverload()
  return value
}
const list = (value: Value | undefined): readonly Value[] => {
  if (!Array.isArray(value)) throw noOverload()
  return value
}
const integer = (value: Value | undefined): number => {
  if (typeof value !== 'bigint') throw noOverload()
  return Number(value)
}
const letters = (value: Value | undefined) => [...text(value)]

/** How Kubernetes' own library says that an expression is none; the language's function says it bare. */
const illegal = 'Illegal regex: '

function matched<T>(match: () => T, prefix: string): T {
  try {
    return match()
  } catch (error) {
    throw error instanceof RegexpError ? new CelError(`${prefix}${error.message}`) : error
  }
}

/** Called alone: `size(x)`. */
export const functions: Readonly<Record<string, Callable>> = {
  size: sizeOf,
  int: toInteger,
  uint: toInteger,
  double: (value = null) => toNumber(value),
  string: (value = null) => textOf(value),
  bool: (value = null) => {
    if (typeof value === 'boolean') return value
    if (value === 'true' || value === 'false') return value === 'true'
    throw new CelError('type conversion error from string to bool')
  },
  dyn: (value = null) => value,
  duration: (value) => new Duration(parseGoDuration(text(value))),
  timestamp: (value) => {
    const instant = Date.parse(text(value))
    if (Number.isNaN(instant)) throw new CelError(`invalid timestamp`)
    return new Time(instant)
  },
  matches: (value, pattern) => matched(() => matchesRegexp(text(pattern), text(value)), ''),
}

/** Called on a value: `x.size()`, which is the first argument. */
export const methods: Readonly<Record<string, Callable>> = {
  size: sizeOf,
  startsWith: (on, prefix) => text(on).startsWith(text(prefix)),
  endsWith: (on, suffix) => text(on).endsWith(text(suffix)),
  contains: (on, part) => text(on).includes(text(part)),
  matches: (on, pattern) => matched(() => matchesRegexp(text(pattern), text(on)), ''),
  find: (on, pattern) => matched(() => findRegexp(text(pattern), text(on), 1)[0] ?? '', illegal),
  findAll: (on, pattern, most = -1n) =>
    matched(() => findRegexp(text(pattern), text(on), integer(most) < 0 ? undefined : integer(most)), illegal),
  charAt: (on, at) => letters(on)[integer(at)] ?? '',
  indexOf: (on = null, part = null) =>
    BigInt(Array.isArray(on) ? on.findIndex((item) => equal(item, part)) : text(on).indexOf(text(part))),
  lastIndexOf: (on = null, part = null) =>
    BigInt(Array.isArray(on) ? on.findLastIndex((item) => equal(item, part)) : text(on).lastIndexOf(text(part))),
  lowerAscii: (on) => text(on).replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  upperAscii: (on) => text(on).replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  trim: (on) => text(on).trim(),
  replace: (on, part, other) => text(on).replaceAll(text(part), text(other)),
  split: (on, separator) => text(on).split(text(separator)),
  substring: (on, from, to) =>
    letters(on)
      .slice(integer(from), to === undefined ? undefined : integer(to))
      .join(''),
  join: (on, separator) =>
    list(on)
      .map(text)
      .join(separator === undefined ? '' : text(separator)),
  isSorted: (on) => list(on).every((item, at, all) => at === 0 || order(all[at - 1]!, item) <= 0),
  min: (on) => extreme(list(on), -1),
  max: (on) => extreme(list(on), 1),
  sum: (on) => list(on).reduce<Value>((total, item) => plus(total, item), 0n),
  orValue: (on, other = null) => (on instanceof Optional ? (on.value ?? other) : other),
  hasValue: (on) => on instanceof Optional && on.value !== undefined,
  value: (on) => {
    if (!(on instanceof Optional) || on.value === undefined) throw new CelError('optional.none() dereference')
    return on.value
  },
  getSeconds: (on) => (on instanceof Duration ? BigInt(Math.trunc(on.millis / 1000)) : datePart(on, 'getUTCSeconds')),
  getMinutes: (on) => (on instanceof Duration ? BigInt(Math.trunc(on.millis / 60_000)) : datePart(on, 'getUTCMinutes')),
  getHours: (on) => (on instanceof Duration ? BigInt(Math.trunc(on.millis / 3_600_000)) : datePart(on, 'getUTCHours')),
  getFullYear: (on) => datePart(on, 'getUTCFullYear'),
  getMonth: (on) => datePart(on, 'getUTCMonth'),
  getDate: (on) => datePart(on, 'getUTCDate'),
  getDayOfWeek: (on) => datePart(on, 'getUTCDay'),
}

type DatePart =
  | 'getUTCSeconds'
  | 'getUTCMinutes'
  | 'getUTCHours'
  | 'getUTCFullYear'
  | 'getUTCMonth'
  | 'getUTCDate'
  | 'getUTCDay'

function datePart(value: Value | undefined, part: DatePart): bigint {
  if (!(value instanceof Time)) throw noOverload()
  return BigInt(new Date(value.instant)[part]())
}

function sizeOf(value?: Value): bigint {
  if (typeof value === 'string') return BigInt([...value].length)
  if (Array.isArray(value)) return BigInt(value.length)
  if (value instanceof Map) return BigInt(value.size)
  throw noOverload()
}

function toInteger(value?: Value): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(Math.trunc(value))
  if (value instanceof Time) return BigInt(Math.floor(value.instant / 1000))
  if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) return BigInt(value)
  throw new CelError(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
}

function toNumber(value: Value): number {
  if (isNumber(value)) return Number(value)
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value)
  throw new CelError(`strconv.ParseFloat: parsing ${JSON.stringify(value)}: invalid syntax`)
}

function extreme(items: readonly Value[], sign: 1 | -1): Value {
  if (items.length === 0) throw new CelError(sign > 0 ? 'max called on empty list' : 'min called on empty list')
  return items.reduce((best, item) => (order(item, best) * sign > 0 ? item : best))
}

/** `a + b` */
export function plus(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b
  if (isNumber(a) && isNumber(b)) return Number(a) + Number(b)
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.millis + b.millis)
  if (a instanceof Time && b instanceof Duration) return new Time(a.instant + b.millis)
  if (a instanceof Duration && b instanceof Time) return new Time(a.millis + b.instant)
  throw noOverload()
}
