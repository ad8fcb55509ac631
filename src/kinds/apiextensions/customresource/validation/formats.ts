/** The formats that schemas of custom resources may ask for (`pkg/apiserver/validation/formats.go`, kube-openapi `strfmt`). */
import { parseGoDuration } from '../../../../model/objects/duration.js'

/** Whether a text has a format, whose dashes do not matter; undefined for formats that are ignored. */
export function hasFormat(format: string, text: string): boolean | undefined {
  const name = format.replaceAll('-', '')
  return Object.hasOwn(formats, name) ? formats[name]!(text) : undefined
}

const matching = (expression: RegExp) => (text: string) => expression.test(text)

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^${octet}(\\.${octet}){3}$`)

function isIPv6(text: string): boolean {
  if (!text.includes(':')) return false
  const embedded = /^(.*:)([\d.]+)$/.exec(text)
  const groups = embedded !== null && ipv4.test(embedded[2]!) ? `${embedded[1]}0:0` : text
  const halves = groups.split('::')
  if (halves.length > 2) return false
  const parts = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!parts.every((part) => /^[\da-f]{1,4}$/i.test(part))) return false
  return halves.length === 2 ? parts.length < 8 : parts.length === 8
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  if (more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return false
  return ipv4.test(address) ? Number(bits) <= 32 : isIPv6(address) && Number(bits) <= 128
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (parts === null) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function isDateTime(text: string): boolean {
  const parts = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(text)
  return parts !== null && isDate(parts[1]!) && Number(parts[2]) < 24 && Number(parts[3]) < 60 && Number(parts[4]) < 60
}

function isDuration(text: string): boolean {
  try {
    parseGoDuration(text)
    return true
  } catch {
    return /^\s*[+-]?\d+\s*(n?s|us|µs|ms|micro(second)?s?|milli(second)?s?|nano(second)?s?|sec(ond)?s?|m|min(ute)?s?|h|hr|hours?|d|days?|w|wk|weeks?)\s*$/.test(
      text,
    )
  }
}

function isUri(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text) || /%(?![\dA-Fa-f]{2})/.test(text)) return false
  return text.startsWith('/') || /^[A-Za-z][A-Za-z\d+.-]*:./.test(text)
}

function isHostname(text: string): boolean {
  const labels = text.split('.')
  return text.length <= 253 && labels.every((label) => /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label))
}

/** Digits weighed so that their sum must be divisible. */
function isbn10(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '')
  if (!/^\d{9}[\dXx]$/.test(digits)) return false
  const sum = [...digits].reduce((total, digit, at) => total + (10 - at) * (/x/i.test(digit) ? 10 : Number(digit)), 0)
  return sum % 11 === 0
}

function isbn13(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '')
  if (!/^\d{13}$/.test(digits)) return false
  return [...digits].reduce((total, digit, at) => total + (at % 2 === 0 ? 1 : 3) * Number(digit), 0) % 10 === 0
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  const issuer =
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/
  if (!issuer.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 0 ? 1 : 2)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

const uuid = (version: string, variant = '[\\da-f]') =>
  matching(new RegExp(`^[\\da-f]{8}-?[\\da-f]{4}-?${version}[\\da-f]{3}-?${variant}[\\da-f]{3}-?[\\da-f]{12}$`, 'i'))

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: matching(/^[\da-f]{24}$/i),
  uri: isUri,
  email: matching(/^(?:[^\s<>@]+|.*<[^\s<>@]+)@[^\s<>@]+>?$/),
  hostname: isHostname,
  ipv4: matching(ipv4),
  ipv6: isIPv6,
  cidr: isCidr,
  mac: matching(
    /^([\da-f]{2}([:-])[\da-f]{2}(\2[\da-f]{2}){4}(\2[\da-f]{2}\2[\da-f]{2})?|([\da-f]{4}\.){2,3}[\da-f]{4})$/i,
  ),
  uuid: uuid('[\\da-f]'),
  uuid3: uuid('3'),
  uuid4: uuid('4', '[89ab]'),
  uuid5: uuid('5', '[89ab]'),
  isbn: (text) => isbn10(text) || isbn13(text),
  isbn10,
  isbn13,
  creditcard: isCreditCard,
  ssn: matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matching(/^#?([\da-fA-F]{3}|[\da-fA-F]{6})$/),
  rgbcolor: matching(new RegExp(`^rgb\\(\\s*(${octet}\\s*,\\s*){2}${octet}\\s*\\)$`)),
  byte: matching(/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/),
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
}
