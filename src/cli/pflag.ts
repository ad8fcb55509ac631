/**
 * The command line as Go's pflag reads it (github.com/spf13/pflag, flag.go): flags anywhere, `-n=x`, `-nx`, `-it`,
 * `--flag value`, optional values (`--dry-run`), `--` ending the flags. The outcome is plain `--name=value` tokens, which
 * commander understands the same way.
 */
import { UsageError } from '../api/contract/errors.js'
import type { Flag } from '../commands/command.js'
import { goQuote } from '../model/go/quote.js'
import { parseGoDuration } from '../model/objects/duration.js'
import { readList } from './list-values.js'

export interface Normalised {
  /** `--name=value`, in the order given. */
  readonly flags: readonly string[]
  readonly positional: readonly string[]
  /** Index into positional where `--` stood. */
  readonly dash: number | undefined
}

/** A flag that the command does not have: `--name`, or `-n`. */
export class UnknownFlag extends UsageError {
  constructor(
    message: string,
    readonly flag: string,
  ) {
    super(message)
  }
}

/** Throws UsageError with pflag's wording. */
export function normalise(argv: readonly string[], flags: readonly Flag[]): Normalised {
  const reader = new FlagReader(flags)
  const positional: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const token = argv[at]!
    if (token === '--') {
      const dash = positional.length
      return { flags: reader.tokens, positional: [...positional, ...argv.slice(at + 1)], dash }
    }
    if (!token.startsWith('-') || token === '-') positional.push(token)
    else if (reader.read(token, argv[at + 1])) at++
  }
  return { flags: reader.tokens, positional, dash: undefined }
}

class FlagReader {
  readonly tokens: string[] = []
  private readonly byName: Map<string, Flag>
  private readonly byShort: Map<string, Flag>

  constructor(flags: readonly Flag[]) {
    this.byName = new Map(flags.map((flag) => [flag.name, flag]))
    this.byShort = new Map(flags.flatMap((flag) => (flag.short === undefined ? [] : [[flag.short, flag] as const])))
  }

  /** Whether the next token was the flag's value. */
  read(token: string, next: string | undefined): boolean {
    return token.startsWith('--') ? this.long(token.slice(2), next) : this.shorthands(token.slice(1), next)
  }

  private long(text: string, next: string | undefined): boolean {
    if (text.startsWith('-') || text.startsWith('=')) throw new UsageError(`bad flag syntax: --${text}`)
    const equals = text.indexOf('=')
    const name = equals < 0 ? text : text.slice(0, equals)
    const flag = this.byName.get(name)
    if (flag === undefined) throw new UnknownFlag(`unknown flag: --${name}`, `--${name}`)
    if (equals >= 0) return this.take(flag, text.slice(equals + 1))
    const bare = bareValue(flag)
    if (bare !== undefined) return this.take(flag, bare)
    if (next === undefined) throw new UsageError(`flag needs an argument: --${name}`)
    this.take(flag, next)
    return true
  }

  private shorthands(text: string, next: string | undefined): boolean {
    for (let at = 0; at < text.length; at++) {
      const letter = text[at]!
      const flag = this.byShort.get(letter)
      if (flag === undefined) {
        throw new UnknownFlag(`unknown shorthand flag: '${letter}' in -${text.slice(at)}`, `-${letter}`)
      }
      const rest = text.slice(at + 1)
      if (rest.length > 1 && rest.startsWith('=')) return this.take(flag, rest.slice(1))
      const bare = bareValue(flag)
      if (bare !== undefined) this.take(flag, bare)
      else if (rest !== '') return this.take(flag, rest)
      else if (next === undefined) throw new UsageError(`flag needs an argument: '${letter}' in -${text}`)
      else return !this.take(flag, next)
    }
    return false
  }

  private take(flag: Flag, value: string): false {
    this.tokens.push(`--${flag.name}=${checked(flag, value)}`)
    return false
  }
}

function checkList(value: string, refuse: (why: string) => UsageError): void {
  try {
    readList(value)
  } catch (error) {
    throw refuse((error as Error).message)
  }
}

function bareValue(flag: Flag): string | undefined {
  return flag.bare ?? (flag.type === 'bool' ? 'true' : undefined)
}

/** Go's ParseInt with base 0: `0x10`, `010`, `0b1`, and underscores between digits. */
function readInteger(text: string): bigint | undefined {
  const match =
    /^([+-]?)(?:0[xX](_?[\da-fA-F]+(?:_[\da-fA-F]+)*)|0[bB](_?[01]+(?:_[01]+)*)|0[oO]?(_?[0-7]+(?:_[0-7]+)*)|(0|[1-9]\d*(?:_\d+)*))$/.exec(
      text,
    )
  if (match === null) return undefined
  const [, sign, hexadecimal, binary, octal, decimal] = match
  const digits = (hexadecimal ?? binary ?? octal ?? decimal ?? '').replaceAll('_', '')
  const base = hexadecimal !== undefined ? '0x' : binary !== undefined ? '0b' : octal !== undefined ? '0o' : ''
  const number = BigInt(base + digits)
  return sign === '-' ? -number : number
}

/** The value in canonical form; throws pflag's error when the flag's type does not take it. */
function checked(flag: Flag, value: string): string {
  const refuse = (why: string) => {
    const shown = flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`
    return new UsageError(`invalid argument ${goQuote(value)} for "${shown}" flag: ${why}`)
  }
  if (flag.type === 'bool') {
    if (/^(1|t|T|TRUE|true|True)$/.test(value)) return 'true'
    if (/^(0|f|F|FALSE|false|False)$/.test(value)) return 'false'
    throw refuse(`strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`)
  }
  if (flag.type === 'int' || flag.type === 'int32') {
    const number = readInteger(value)
    if (number === undefined) throw refuse(`strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`)
    const limit = flag.type === 'int' ? 2n ** 63n : 2n ** 31n
    if (number >= limit || number < -limit)
      throw refuse(`strconv.ParseInt: parsing ${goQuote(value)}: value out of range`)
    return String(number)
  }
  if (flag.type === 'list') checkList(value, refuse)
  if (flag.type === 'duration') {
    try {
      parseGoDuration(value)
    } catch (error) {
      throw refuse((error as Error).message)
    }
  }
  return value
}
