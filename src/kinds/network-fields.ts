/** Checks of addresses, ports and names that the networking kinds share (`pkg/apis/core/validation`). */
import type { FieldError } from '../api/contract/errors.js'
import { invalidValue } from '../api/contract/field-errors.js'
import { isDNS1123Label, isQualifiedName, isValidPortName, isValidPortNumber } from '../model/objects/names.js'
import { addressNumber, isIPv6, isValidIP, parseCidr } from '../model/values/addresses.js'

export const protocols = ['SCTP', 'TCP', 'UDP']

const each = (field: string, value: unknown, details: readonly string[]): FieldError[] =>
  details.map((detail) => invalidValue(field, value, detail))

export const dnsLabel = (value: string, field: string) => each(field, value, isDNS1123Label(value))
export const qualifiedName = (value: string, field: string) => each(field, value, isQualifiedName(value))
export const portNumber = (value: number, field: string) => each(field, value, isValidPortNumber(value))
export const address = (value: string, field: string) => each(field, value, isValidIP(value))

/** `ValidatePortNumOrName` */
export function portNumberOrName(value: string | number, field: string): FieldError[] {
  return typeof value === 'number' ? portNumber(value, field) : each(field, value, isValidPortName(value))
}

export function cidr(value: string, field: string): FieldError[] {
  const detail = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'
  return isCidr(value) ? [] : [invalidValue(field, value, detail)]
}

function isCidr(value: string): boolean {
  const [network = '', prefix = '', ...more] = value.split('/')
  if (isIPv6(network)) return more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= 128
  try {
    parseCidr(value)
    return true
  } catch {
    return false
  }
}

/** `ValidateNonSpecialIP`: endpoints and external addresses may not be unspecified, loopback or link-local. */
export function nonSpecialAddress(value: string, field: string): FieldError[] {
  const invalid = (detail: string) => [invalidValue(field, value, detail)]
  if (isValidIP(value).length > 0) return invalid('must be a valid IP address')
  const number = addressNumber(value)
  const high = number === undefined ? undefined : Math.floor(number / 2 ** 24)
  const text = value.toLowerCase()
  if (number === 0 || /^(0*:)+:?0*$/.test(text)) return invalid(`may not be unspecified (${value})`)
  if (high === 127 || /^(0*:)+:?0*1$/.test(text)) {
    return invalid('may not be in the loopback range (127.0.0.0/8, ::1/128)')
  }
  if (value.startsWith('169.254.') || /^fe[89ab][0-9a-f]:/.test(text)) {
    return invalid('may not be in the link-local range (169.254.0.0/16, fe80::/10)')
  }
  if (value.startsWith('224.0.0.') || /^ff02:/.test(text)) {
    return invalid('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')
  }
  return []
}
