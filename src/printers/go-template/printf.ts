/** `printf`, as templates use it: the verbs v s d q x t f e g T, with flags `-`, `0`, `+`, a width and a precision. */

import { goFloat } from '../../model/go/format.js'
import { goQuote } from '../../model/go/quote.js'

/** What printf must know about a value of the template. */
export interface Formatted {
  readonly kind: 'int' | 'float' | 'string' | 'bool' | undefined
  readonly isNil: boolean
  /** The bare string, number or boolean. */
  readonly plain: unknown
  /** As `%v` and `%T` have it. */
  readonly text: string
  readonly type: string
}

export function goPrintf(template: string, args: readonly Formatted[]): string {
  let used = 0
  const done = readable(template).replace(
    /%([-+0 #]*)(\d*)(?:\.(\d*))?([a-zA-Z%])/g,
    (whole: string, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%'
      const arg = args[used++]
      if (arg === undefined) return `%!${verb}(MISSING)`
      const shown = formatVerb(verb, arg, precision === undefined ? undefined : Number(precision))
      if (shown === undefined) throw new Error(`printf: verb ${whole} is not supported`)
      return padded(shown, flags, Number(width))
    },
  )
  if (used >= args.length) return done
  return `${done}%!(EXTRA ${args
    .slice(used)
    .map((arg) => (arg.isNil ? '<nil>' : `${arg.type}=${arg.text}`))
    .join(', ')})`
}

/** Widths and precisions beyond this are none to Go (`tooLarge` of `fmt/print.go`), and nothing is read behind one. */
const widest = 1_000_000

function readable(template: string): string {
  for (const { 1: width, 2: precision, index } of template.matchAll(/%[-+0 #]*(\d*)(?:\.(\d*))?/g)) {
    if (Number(width) > widest || Number(precision ?? 0) > widest) {
      return `${template.slice(0, index)}%%!(NOVERB)`
    }
  }
  return template
}

function padded(text: string, flags: string, width: number): string {
  const isNumber = /^[-+]?[\d.]+$/.test(text)
  const signed = flags.includes('+') && isNumber && !text.startsWith('-') ? `+${text}` : text
  if (flags.includes('-')) return signed.padEnd(width)
  if (!flags.includes('0') || !isNumber) return signed.padStart(width)
  const sign = /^[-+]?/.exec(signed)?.[0] ?? ''
  return sign + signed.slice(sign.length).padStart(width - sign.length, '0')
}

function formatVerb(verb: string, value: Formatted, precision: number | undefined): string | undefined {
  const bad = `%!${verb}(${value.isNil ? '<nil>' : `${value.type}=${value.text}`})`
  if (verb === 'v') return value.text
  if (verb === 'T') return value.isNil ? '<nil>' : value.type
  if (value.isNil) return bad
  const { kind } = value
  const number = Number(value.plain)
  const text = String(value.plain)
  switch (verb) {
    case 's':
      if (kind === undefined) return value.text
      return kind === 'string' ? text.slice(0, precision) : bad
    case 'q':
      return kind === 'string' ? goQuote(text) : bad
    case 'd':
      return kind === 'int' ? value.text : bad
    case 't':
      return kind === 'bool' ? text : bad
    case 'x':
      if (kind === 'int') return number.toString(16)
      return kind === 'string' ? hexadecimal(text) : bad
    case 'f':
      return kind === 'float' ? fixed(number, precision ?? 6) : bad
    case 'e':
      return kind === 'float'
        ? number.toExponential(Math.min(precision ?? 6, mostDigits)).replace(/e([+-])(\d)$/, 'e$10$2')
        : bad
    case 'g':
      return kind === 'float' ? goFloat(number) : bad
    default:
      return undefined
  }
}

/** The engine writes no more digits than this; those of Go behind them are zeros for all that can be told apart. */
const mostDigits = 100

const fixed = (number: number, places: number) =>
  number.toFixed(Math.min(places, mostDigits)) + '0'.repeat(Math.max(0, places - mostDigits))

function hexadecimal(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
