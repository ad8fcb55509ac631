import { goQuote } from '../go/quote.js'
import type { Millis } from './object.js'

const unitMillis: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Go's `time.ParseDuration`: `300ms`, `-1.5h`, `2h45m`; throws with its messages. */
export function parseGoDuration(text: string): Millis {
  const invalid = () => new Error(`time: invalid duration ${goQuote(text)}`)
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  let rest = text.slice(sign.length)
  if (rest === '0') return 0
  if (rest === '') throw invalid()
  let total = 0
  while (rest !== '') {
    const number = /^(\d+(\.\d*)?|\.\d+)/.exec(rest)?.[0]
    if (number === undefined) throw invalid()
    rest = rest.slice(number.length)
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? ''
    if (unit === '') throw new Error(`time: missing unit in duration ${goQuote(text)}`)
    const factor = Object.hasOwn(unitMillis, unit) ? unitMillis[unit] : undefined
    if (factor === undefined) throw new Error(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`)
    total += Number(number) * factor
    rest = rest.slice(unit.length)
  }
  // Go counts nanoseconds in an int64.
  if (total * 1e6 >= 2 ** 63) throw invalid()
  return sign === '-' ? -total : total
}

/** Go's `time.Duration.String`: `0s`, `1.5s`, `1m0s`, `2h45m0s`, `100ms`. */
export function formatGoDuration(duration: Millis): string {
  const nanos = Math.round(Math.abs(duration) * 1e6)
  const sign = duration < 0 && nanos > 0 ? '-' : ''
  if (nanos === 0) return '0s'
  if (nanos < 1e3) return `${sign}${nanos}ns`
  if (nanos < 1e6) return `${sign}${decimal(nanos, 3)}µs`
  if (nanos < 1e9) return `${sign}${decimal(nanos, 6)}ms`
  const minutes = Math.floor(nanos / 60e9)
  const seconds = `${decimal(nanos - minutes * 60e9, 9)}s`
  if (minutes === 0) return sign + seconds
  if (minutes < 60) return `${sign}${minutes}m${seconds}`
  return `${sign}${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`
}

/** A whole number with the decimal point set `places` digits from its end, without trailing zeros. */
function decimal(value: number, places: number): string {
  const digits = String(value).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  const whole = digits.slice(0, -places)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

/** Two or three significant figures, as kubectl's AGE column (`duration.HumanDuration` of apimachinery). */
export function humanDuration(duration: Millis): string {
  const seconds = Math.trunc(duration / 1000)
  // Clocks may differ by up to two seconds; beyond that a negative age is an error.
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (hours < 24 * 8) return pair(days, 'd', hours % 24, 'h')
  if (hours < 24 * 365 * 2) return `${days}d`
  const years = Math.trunc(days / 365)
  if (hours < 24 * 365 * 8) return pair(years, 'y', days % 365, 'd')
  return `${years}y`
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}

/** One unit only (`duration.ShortHumanDuration`). */
export function shortHumanDuration(duration: Millis): string {
  const seconds = Math.trunc(duration / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.trunc(seconds / 60)}m`
  const hours = Math.trunc(seconds / 3600)
  if (hours < 24) return `${hours}h`
  if (hours < 24 * 365) return `${Math.trunc(hours / 24)}d`
  return `${Math.trunc(hours / 24 / 365)}y`
}

/**
 * `time.Duration(seconds) * time.Second`: so many milliseconds. Beyond 292 years the 64 bits of Go's nanoseconds wrap; seconds
 * of that size may be BigInts.
 */
export function secondsLong(seconds: number | bigint): Millis {
  if (seconds > -9e9 && seconds < 9e9) return Number(seconds) * 1000
  return Number(BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n) / 1_000_000n)
}
