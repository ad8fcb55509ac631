import { memo } from '../values/memo.js'

/**
 * Kubernetes' fixed-point numbers (`pkg/api/resource` of apimachinery), held as whole billionths: nothing smaller can
 * be said.
 */
export interface Quantity {
  readonly nanos: bigint
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent'
  /** The text it was read from, where Kubernetes keeps that instead of writing the canonical form. */
  readonly text?: string
}

const billion = 1_000_000_000n
const maxInt64 = 2n ** 63n - 1n

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const wrongSuffix = "unable to parse quantity's suffix"

/** Reads a quantity; throws with apimachinery's message. */
export function parseQuantity(input: string | number): Quantity {
  return quantityOfText(String(input).trim())
}

/** The pods of a cluster ask for the same few over and over. */
const quantityOfText = memo(512, (text: string): Quantity => {
  if (text === '0') return { nanos: 0n, format: 'DecimalSI', text }
  const { sign, whole, fraction, suffixText } = partsOf(text)
  const suffix = parseSuffix(suffixText)
  const unscaled = BigInt(whole + fraction)
  const kept = keepsText(suffix, whole, fraction, unscaled)

  const shift = 9 - fraction.length + (suffix.base === 10 ? suffix.exponent : 0)
  const scaled = suffix.base === 2 ? unscaled << BigInt(suffix.exponent) : unscaled
  let nanos = shift >= 0 ? scaled * 10n ** BigInt(shift) : divideUp(scaled, 10n ** BigInt(-shift))
  if (suffix.format === 'BinarySI' && nanos > maxInt64 * billion) nanos = maxInt64 * billion
  const format = suffix.format === 'BinarySI' && nanos > 0n && nanos < billion ? 'DecimalSI' : suffix.format
  const quantity = { nanos: sign === '-' ? -nanos : nanos, format }
  return kept ? { ...quantity, text } : quantity
})

/** `parseQuantityString`: each part is as long as it can be, and none is tried shorter. */
function partsOf(text: string) {
  let at = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const [found] = pattern.exec(text)!
    at += found.length
    return found
  }
  const sign = take(/[+-]?/y)
  take(/0*/y)
  const whole = take(/\d*/y) || '0'
  const fraction = take(/(?:\.\d*)?/y).slice(1)
  const suffixText = take(/[eEinumkKMGTP]*/y) + take(/[-+]?/y) + take(/\d*/y)
  if (at < text.length || text === '') throw new Error(wrongFormat)
  return { sign, whole, fraction, suffixText }
}

interface Suffix {
  readonly base: 2 | 10
  readonly exponent: number
  readonly format: Quantity['format']
}

function parseSuffix(text: string): Suffix {
  const decimal = Object.hasOwn(decimalExponents, text) ? decimalExponents[text] : undefined
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' }
  const binary = Object.hasOwn(binaryExponents, text) ? binaryExponents[text] : undefined
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'BinarySI' }
  if (!/^[eE][-+]?\d+$/.test(text)) throw new Error(wrongSuffix)
  const exponent = Number(text.slice(1))
  // Go would go on to compute with it; a number of a thousand digits is no quantity of anything.
  if (Math.abs(exponent) > 1000) throw new Error(wrongSuffix)
  return { base: 10, exponent, format: 'DecimalExponent' }
}

/** `ParseQuantity`'s fast path keeps the text of numbers that look canonical, as `1.500` does and `1.50` does not. */
function keepsText(suffix: Suffix, whole: string, fraction: string, unscaled: bigint): boolean {
  if (suffix.format === 'BinarySI') {
    if (fraction !== '') return false
    const precision = 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1
    return precision >= 0 && (unscaled & 7n) !== 0n
  }
  const scale = suffix.exponent - fraction.length
  const shifted = whole + fraction
  if (shifted.length > 18 || scale < -9) return false
  return scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0')
}

function divideUp(value: bigint, divisor: bigint): bigint {
  return value % divisor === 0n ? value / divisor : value / divisor + 1n
}

/** As Kubernetes writes it: the text it was read from if that was canonical, else the canonical form. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text
  if (quantity.nanos === 0n) return '0'
  const sign = quantity.nanos < 0n ? '-' : ''
  const nanos = quantity.nanos < 0n ? -quantity.nanos : quantity.nanos
  const whole = nanos / billion
  if (quantity.format === 'BinarySI' && whole >= 1024n && nanos % billion === 0n) return sign + formatBinary(whole)
  return sign + formatDecimal(nanos, quantity.format === 'DecimalExponent')
}

/** Powers of ten in threes; beyond E there is no suffix, and Kubernetes writes none. */
function formatDecimal(nanos: bigint, asExponent: boolean): string {
  const digits = String(nanos)
  let zeros = 0
  while (digits.at(-1 - zeros) === '0') zeros++
  const thousands = Math.floor(zeros / 3)
  const amount = digits.slice(0, digits.length - 3 * thousands)
  const exponent = 3 * thousands - 9
  if (asExponent) return exponent === 0 ? amount : `${amount}e${exponent}`
  return `${amount}${suffixOf(decimalExponents, exponent)}`
}

function formatBinary(whole: bigint): string {
  let amount = whole
  let exponent = 0
  while (amount % 1024n === 0n) {
    amount /= 1024n
    exponent += 10
  }
  return `${amount}${suffixOf(binaryExponents, exponent)}`
}

function suffixOf(exponents: Readonly<Record<string, number>>, exponent: number): string {
  return Object.keys(exponents).find((suffix) => exponents[suffix] === exponent) ?? ''
}

/** The text Kubernetes stores for a quantity: `0.5` becomes `500m`, `1024Mi` becomes `1Gi`. */
export function canonicalQuantity(input: string | number): string {
  return formatQuantity(parseQuantity(input))
}

export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nanos === b.nanos ? 0 : a.nanos < b.nanos ? -1 : 1
}

/** The sum, in the format of the first unless that is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format }
}

/** The difference, in the format of the first unless that is zero. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format }
}

/** A whole number of units. */
export function quantityOf(value: number, format: Quantity['format'] = 'DecimalSI'): Quantity {
  return { nanos: BigInt(value) * billion, format }
}

/** In thousandths, rounded away from zero (`Quantity.MilliValue`). */
export function milliValue(quantity: Quantity): number {
  return roundedAway(quantity.nanos, 1_000_000n)
}

/** In whole units, rounded away from zero (`Quantity.Value`). */
export function wholeValue(quantity: Quantity): number {
  return roundedAway(quantity.nanos, billion)
}

function roundedAway(nanos: bigint, unit: bigint): number {
  return nanos < 0n ? -Number(divideUp(-nanos, unit)) : Number(divideUp(nanos, unit))
}
