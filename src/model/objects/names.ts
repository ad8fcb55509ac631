import { append } from '../values/append.js'
import { memo } from '../values/memo.js'

/**
 * What names, labels and keys may look like: the checks of apimachinery's `pkg/util/validation`, each giving the list
 * of what is wrong (empty: nothing) in its words.
 */

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const searchLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const searchDomain = `${searchLabel}(\\.${searchLabel})*`
const dns1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const wildcard = `\\*\\.${subdomain}`
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const labelValue = `(${qualified})?`
const identifier = '[A-Za-z_][A-Za-z0-9_]*'
const environmentName = '[-._a-zA-Z][-._a-zA-Z0-9]*'
const configKey = '[-._a-zA-Z0-9]+'
const percent = '[0-9]+%'
const headerName = '[-A-Za-z0-9]+'

/** Compiled when first used: a command uses few of them. */
const compiled = memo(32, (format: string) => new RegExp(`^${format}$`))

function fits(value: string, format: string): boolean {
  return compiled(format).test(value)
}

/** `validation.RegexError`. */
export function regexError(message: string, format: string, ...examples: readonly string[]): string {
  const shown = examples.map((example, index) => `${index > 0 ? ' or ' : ''}'${example}', `).join('')
  if (shown === '') return `${message} (regex used for validation is '${format}')`
  return `${message} (e.g. ${shown}regex used for validation is '${format}')`
}

/** `validation.MaxLenError`. */
export function maxLengthError(length: number): string {
  return `must be no more than ${length} characters`
}

/** `content.MaxLenError`, of label keys and values. */
const maxBytesError = (length: number): string => `must be no more than ${length} bytes`

/** `validation.InclusiveRangeError`. */
export function inclusiveRangeError(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`
}

export const emptyError = 'must be non-empty'

/** Lengths count bytes, as Go's `len` does. */
function longerThan(value: string, bytes: number): boolean {
  if (value.length > bytes) return true
  // A UTF-16 unit is at most three bytes.
  return value.length * 3 > bytes && !/^[ -~]*$/.test(value) && new TextEncoder().encode(value).length > bytes
}

export function isDNS1123Label(value: string): string[] {
  const errors = longerThan(value, 63) ? [maxLengthError(63)] : []
  if (fits(value, label)) return errors
  if (fits(value, subdomain)) return [...errors, 'must not contain dots']
  const message =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
  return [...errors, regexError(message, label, 'my-name', '123-abc')]
}

export function isDNS1123Subdomain(value: string, tooLong = maxLengthError(253)): string[] {
  const errors = longerThan(value, 253) ? [tooLong] : []
  if (fits(value, subdomain)) return errors
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
  return [...errors, regexError(message, subdomain, 'example.com')]
}

/** `IsDNS1123SubdomainWithUnderscore`: what a DNS search path may be. */
export function isSearchDomain(value: string): string[] {
  const errors = longerThan(value, 253) ? [maxLengthError(253)] : []
  if (fits(value, searchDomain)) return errors
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character"
  return [...errors, regexError(message, searchDomain, 'example.com')]
}

export function isDNS1035Label(value: string): string[] {
  const errors = longerThan(value, 63) ? [maxLengthError(63)] : []
  if (fits(value, dns1035)) return errors
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
  return [...errors, regexError(message, dns1035, 'my-name', 'abc-123')]
}

export function isWildcardDNS1123Subdomain(value: string): string[] {
  const errors = longerThan(value, 253) ? [maxLengthError(253)] : []
  if (fits(value, wildcard)) return errors
  const message =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
  return [...errors, regexError(message, wildcard, '*.example.com')]
}

/** A label key: a name, optionally after a DNS subdomain and a slash. */
export function isQualifiedName(value: string): string[] {
  const parts = value.split('/')
  if (parts.length > 2) {
    return [
      `a valid label key ${qualifiedRule()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const name = parts.at(-1) ?? ''
  const errors: string[] = []
  const prefix = parts.length === 2 ? parts[0] : undefined
  if (prefix === '') errors.push(`prefix part ${emptyError}`)
  else if (prefix !== undefined) {
    append(
      errors,
      isDNS1123Subdomain(prefix, maxBytesError(253)).map((error) => `prefix part ${error}`),
    )
  }
  if (name === '') errors.push(`name part ${emptyError}`)
  else if (longerThan(name, 63)) errors.push(`name part ${maxBytesError(63)}`)
  if (!fits(name, qualified)) errors.push(`name part ${qualifiedRule()}`)
  return errors
}

function qualifiedRule(): string {
  const message =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
  return regexError(message, qualified, 'MyName', 'my.name', '123-abc')
}

export function isValidLabelValue(value: string): string[] {
  const errors = longerThan(value, 63) ? [maxBytesError(63)] : []
  if (fits(value, labelValue)) return errors
  const message =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
  return [...errors, regexError(message, labelValue, 'MyValue', 'my_value', '12345')]
}

export function isCIdentifier(value: string): string[] {
  if (fits(value, identifier)) return []
  const message =
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'"
  return [regexError(message, identifier, 'my_name', 'MY_NAME', 'MyName')]
}

/** Must be 1 to 65535. */
export function isValidPortNumber(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : [inclusiveRangeError(1, 65535)]
}

/** An IANA service name: `http`, `web-2`. */
export function isValidPortName(port: string): string[] {
  const errors: string[] = []
  if (longerThan(port, 15)) errors.push(maxLengthError(15))
  if (!/^[-a-z0-9]+$/.test(port)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(port)) errors.push('must contain at least one letter (a-z)')
  if (port.includes('--')) errors.push('must not contain consecutive hyphens')
  if (/^-|-$/.test(port)) errors.push('must not begin or end with a hyphen')
  return errors
}

export function isValidPercent(value: string): string[] {
  if (fits(value, percent)) return []
  return [regexError("a valid percent string must be a numeric string followed by an ending '%'", percent, '1%', '93%')]
}

export function isHttpHeaderName(value: string): string[] {
  if (fits(value, headerName)) return []
  const message = "a valid HTTP header must consist of alphanumeric characters or '-'"
  return [regexError(message, headerName, 'X-Header-Name')]
}

/** The strict rule, which kubectl applies to `set env`. */
export function isEnvironmentVariableName(value: string): string[] {
  const message =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit"
  const examples = ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1']
  const errors = fits(value, environmentName) ? [] : [regexError(message, environmentName, ...examples)]
  return [...errors, ...parentDirectoryErrors(value)]
}

/** What the API server accepts since 1.30: anything printable but `=`. */
export function isRelaxedEnvironmentVariableName(value: string): string[] {
  if (value === '') return [`environment variable name ${emptyError}`]
  if (/^[ -<>-~]+$/.test(value)) return []
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

/** Keys of ConfigMaps and Secrets. */
export function isConfigMapKey(value: string): string[] {
  const errors = longerThan(value, 253) ? [maxLengthError(253)] : []
  if (!fits(value, configKey)) {
    const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
    errors.push(regexError(message, configKey, 'key.name', 'KEY_NAME', 'key-name'))
  }
  return [...errors, ...parentDirectoryErrors(value)]
}

function parentDirectoryErrors(value: string): string[] {
  if (value === '.') return ["must not be '.'"]
  if (value === '..') return ["must not be '..'"]
  return value.startsWith('..') ? ["must not start with '..'"] : []
}

/** Names as segments of a path (`path.ValidatePathSegmentName`). */
export function isPathSegmentName(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`]
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`)
}
