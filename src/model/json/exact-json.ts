/**
 * JSON with whole numbers of 64 bits: those that a JavaScript number cannot hold are BigInts, all others are numbers as
 * ever. Few texts have any: only those are read and written with more than the engine's own JSON.
 */

/** What a whole number in decimals is kept as; beyond 64 bits it is a float, as Go's decoders have it. */
export function wholeNumber(text: string): number | bigint {
  const value = Number(text)
  // Of millions of digits a BigInt takes seconds.
  if (Number.isSafeInteger(value) || Math.abs(value) > 2 ** 63) return value
  const exact = BigInt(text)
  return BigInt.asIntN(64, exact) === exact ? exact : value
}

/** The number if it can be one, else the BigInt; for what comes as a BigInt from elsewhere. */
export const smallest = (value: bigint): number | bigint => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

const longDigits = /\d{16}/
const strings = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?`
const tokens = new RegExp(String.raw`${strings}|-?\d[\d.eE+-]*`, 'g')

/** Stands before a BigInt in a text of the engine's JSON, and before texts that begin with it. */
const mark = '#'

/** The value of a JSON text; throws a SyntaxError as `JSON.parse` does. */
export function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (!longDigits.test(text)) return value
  let found = false
  const marked = text.replace(tokens, (token) => {
    if (token.endsWith(':')) return token
    if (token.startsWith('"')) return /^"(#|\\u0023)/.test(token) ? `"${mark}${token.slice(1)}` : token
    if (!/^-?\d{16,}$/.test(token) || typeof wholeNumber(token) === 'number') return token
    found = true
    return `"${mark}${token}"`
  })
  if (!found) return value
  return JSON.parse(marked, (_, each: unknown) => {
    if (typeof each !== 'string' || !each.startsWith(mark)) return each
    return each.startsWith(mark + mark) ? each.slice(1) : BigInt(each.slice(1))
  })
}

/** `JSON.stringify`; undefined when there is a BigInt in the value. */
export function plainJson(value: unknown, indent?: number | string): string | undefined {
  try {
    return JSON.stringify(value, undefined, indent)
  } catch (error) {
    // The engine's only words for a BigInt; whatever else it refuses it refuses again below.
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** A value as JSON, as `JSON.stringify` writes it. */
export function writeJson(value: unknown, indent?: number | string): string {
  const plain = plainJson(value, indent)
  if (plain !== undefined) return plain
  const marked = JSON.stringify(
    value,
    (_, each: unknown) => {
      if (typeof each === 'bigint') return `${mark}${each}`
      return typeof each === 'string' && each.startsWith(mark) ? mark + each : each
    },
    indent,
  ) as string | undefined
  // There is no JSON of what is undefined; the caller has asked for it as the engine has it.
  if (marked === undefined) return marked as unknown as string
  return marked.replace(new RegExp(strings, 'g'), (token) => {
    if (token.endsWith(':') || !token.startsWith(`"${mark}`)) return token
    return token.startsWith(`"${mark}${mark}`) ? `"${token.slice(2)}` : token.slice(2, -1)
  })
}
