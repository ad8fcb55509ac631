/**
 * What is wrong with a whole number of 64 bits, in decimals, that a JavaScript number cannot hold: it would be kept as
 * another one, where a real server takes it. Undefined for all other texts.
 */
export function inexactInteger(text: string): string | undefined {
  if (!/^-?\d{16,}$/.test(text)) return undefined
  const value = BigInt(text)
  if (value === BigInt(Number(text)) || BigInt.asIntN(64, value) !== value) return undefined
  return `kubesim keeps whole numbers exactly up to 2^53 alone, and ${text} is beyond: write it as a string`
}
