/** What an unquoted YAML scalar means to go-yaml v2 (`resolve.go`). */
import { wholeNumber } from '../json/exact-json.js'

const words: Readonly<Record<string, boolean | number | null>> = Object.fromEntries([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((word) => [word, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((word) => [word, false]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null]),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY]),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY]),
])

const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/

export function resolvePlain(text: string): unknown {
  if (Object.hasOwn(words, text)) return words[text]
  if (!/^[-+.0-9]/.test(text)) return text
  const plain = text.replaceAll('_', '')
  const whole = integer(plain)
  if (whole !== undefined) return whole
  // Only what begins with a digit or a sign may hold underscores.
  const decimal = text.startsWith('.') ? text : plain
  const value = float.test(decimal) ? Number(decimal) : Number.NaN
  return Number.isFinite(value) ? value : text
}

/** `strconv.ParseInt(text, 0, 64)`: 0x, 0o, 0b and the leading 0 of octal. Beyond 64 bits it is a float. */
function integer(text: string): number | bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(text)
  if (match === null) return undefined
  const [, sign, hexadecimal, binary, octal, decimal] = match
  const digits = hexadecimal ? `0x${hexadecimal}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? '0')
  const magnitude = BigInt(digits)
  const limit = sign === '-' ? 2n ** 63n : 2n ** 64n - 1n
  if (magnitude > limit) return undefined
  return wholeNumber(String(sign === '-' ? -magnitude : magnitude))
}
