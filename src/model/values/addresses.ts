/** An IPv4 network: its first address as a number, and the length of its prefix. */
export interface Cidr {
  readonly base: number
  readonly bits: number
}

/** The number an IPv4 address stands for; undefined when the text is none. Leading zeros are refused, as in Go. */
export function addressNumber(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let number = 0
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined
    number = number * 256 + Number(part)
  }
  return number
}

/** `10.96.0.1` for its number. */
export function formatAddress(number: number): string {
  return [number / 2 ** 24, number / 2 ** 16, number / 2 ** 8, number].map((n) => Math.floor(n) % 256).join('.')
}

/** Reads `10.96.0.0/12`; throws with Go's message. Bits beyond the prefix are cleared. */
export function parseCidr(text: string): Cidr {
  const [address = '', prefix = '', ...more] = text.split('/')
  const number = addressNumber(address)
  if (number === undefined || more.length > 0 || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) {
    throw new Error(`invalid CIDR address: ${text}`)
  }
  const bits = Number(prefix)
  const size = 2 ** (32 - bits)
  return { base: Math.floor(number / size) * size, bits }
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.base)}/${cidr.bits}`
}

/** How many addresses a network has, its first and last included. */
export function addressCount(cidr: Cidr): number {
  return 2 ** (32 - cidr.bits)
}

/** The address at an index, counted from the network's own; undefined outside. */
export function addressAt(cidr: Cidr, index: number): string | undefined {
  return index < 0 || index >= addressCount(cidr) ? undefined : formatAddress(cidr.base + index)
}

export function cidrContains(cidr: Cidr, address: string): boolean {
  const number = addressNumber(address)
  return number !== undefined && number >= cidr.base && number < cidr.base + addressCount(cidr)
}

/** Orders IPv4 addresses by number, and puts anything else after them by text. */
export function compareAddresses(a: string, b: string): number {
  const x = addressNumber(a)
  const y = addressNumber(b)
  if (x !== undefined && y !== undefined) return x - y
  if (x !== undefined) return -1
  if (y !== undefined) return 1
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether a text is an IPv6 address (an IPv4 tail is allowed, a zone is not). */
export function isIPv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const tail = groups.at(-1) ?? ''
  const tailIsIPv4 = tail.includes('.')
  if (tailIsIPv4 && addressNumber(tail) === undefined) return false
  const plain = tailIsIPv4 ? groups.slice(0, -1) : groups
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const count = plain.length + (tailIsIPv4 ? 2 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}

export const invalidAddress = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'

/** What is wrong with an IP address, in apimachinery's words. */
export function isValidIP(text: string): string[] {
  return addressNumber(text) !== undefined || isIPv6(text) ? [] : [invalidAddress]
}
