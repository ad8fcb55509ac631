/** Finds the command that a command line names and reads its flags, on a commander program built for that command alone. */

import { Option, Command as Program } from 'commander'
import { UsageError } from '../api/contract/errors.js'
import type { Arguments, Command, CommandEntry, Flag, FlagValues } from '../commands/command.js'
import { globalFlags } from '../commands/global-flags.js'
import { wholeNumber } from '../model/json/exact-json.js'
import { parseGoDuration } from '../model/objects/duration.js'
import { readList } from './list-values.js'
import { normalise } from './pflag.js'

export interface Found {
  /** From the root's child down to the command; empty when no command was named. */
  readonly path: readonly CommandEntry[]
  /** The command line without the words of the path. */
  readonly rest: readonly string[]
  /** The first word that is no command, where one was expected. */
  readonly unknown?: string
}

/** cobra's `Find`: flags may stand before the command; a root flag with a separate value takes the next word along. */
export function findCommand(argv: readonly string[], commands: readonly CommandEntry[]): Found {
  const path: CommandEntry[] = []
  const rest: string[] = []
  let level: readonly CommandEntry[] | undefined = commands
  for (let at = 0; at < argv.length; at++) {
    const token = argv[at]!
    if (level === undefined || token === '--') return { path, rest: [...rest, ...argv.slice(at)] }
    if (token.startsWith('-') && token !== '-') {
      rest.push(token)
      const next = argv[at + 1]
      if (takesNext(token) && next !== undefined && lookUp(level, next) === undefined) rest.push(argv[++at]!)
      continue
    }
    const entry = lookUp(level, token)
    if (entry === undefined) return { path, rest: [...rest, ...argv.slice(at)], unknown: token }
    path.push(entry)
    level = entry.subcommands
  }
  return { path, rest }
}

export function lookUp(level: readonly CommandEntry[], word: string): CommandEntry | undefined {
  return level.find((entry) => entry.name === word || entry.aliases?.includes(word))
}

/** Whether a flag before the command has its value in the next word; unknown flags are taken to have one, as cobra does. */
function takesNext(token: string): boolean {
  if (token.includes('=')) return false
  const long = token.startsWith('--')
  if (!long && token.length > 2) return false
  const flag = globalFlags.find((known) => (long ? `--${known.name}` === token : `-${known.short}` === token))
  return flag === undefined || (flag.type !== 'bool' && flag.bare === undefined)
}

export interface ParsedLine {
  readonly args: Arguments
  readonly flags: FlagValues
}

/** Throws UsageError with pflag's or cobra's wording. */
export function parseLine(command: Pick<Command, 'flags'>, rest: readonly string[]): ParsedLine {
  const flags = [
    ...command.flags,
    ...globalFlags.filter((flag) => !command.flags.some((own) => own.name === flag.name)),
  ]
  const line = normalise(rest, flags)
  const program = new Program().exitOverride().allowExcessArguments().argument('[words...]')
  for (const flag of flags.filter(isNamedIn(line.flags))) program.addOption(optionOf(flag))
  program.parse([...line.flags, '--', ...line.positional], { from: 'user' })
  const values = new ParsedFlags(new Map(flags.map((flag) => [flag.name, flag])), program)
  const missing = values.bool('help')
    ? []
    : flags.filter((flag) => flag.required === true && !values.changed(flag.name))
  if (missing.length > 0) {
    throw new UsageError(`required flag(s) ${missing.map((flag) => `"${flag.name}"`).join(', ')} not set`)
  }
  return { args: { positional: program.args, dash: line.dash, flags: line.flags }, flags: values }
}

/** Whether a flag stands among normalised ones; a program of those alone is made in a tenth of the time. */
function isNamedIn(tokens: readonly string[]): (flag: Flag) => boolean {
  const names = new Set(tokens.map((token) => token.slice('--'.length, token.indexOf('='))))
  return (flag) => names.has(flag.name)
}

function optionOf(flag: Flag): Option {
  const option = new Option(`--${flag.name} <value>`, flag.description)
  // commander reads a leading no- as negation; pflag does not.
  option.negate = false
  option.attributeName = () => flag.name
  if (flag.type === 'strings') option.argParser((value, all: string[] | undefined) => [...(all ?? []), value])
  if (flag.type === 'list') option.argParser((value, all: string[] | undefined) => [...(all ?? []), ...readList(value)])
  return option
}

class ParsedFlags implements FlagValues {
  constructor(
    private readonly known: ReadonlyMap<string, Flag>,
    private readonly program: Program,
  ) {}

  string(name: string): string {
    return this.raw(name) ?? ''
  }

  bool(name: string): boolean {
    return this.raw(name) === 'true'
  }

  int(name: string): number {
    return Number(this.raw(name) ?? '0')
  }

  int64(name: string): number | bigint {
    return wholeNumber(this.raw(name) ?? '0')
  }

  duration(name: string): number {
    return parseGoDuration(this.raw(name) ?? '0s')
  }

  strings(name: string): readonly string[] {
    const given = this.program.getOptionValue(name) as string[] | undefined
    const fallback = this.flag(name).default
    return given ?? (fallback === undefined ? [] : [fallback])
  }

  changed(name: string): boolean {
    this.flag(name)
    return this.program.getOptionValue(name) !== undefined
  }

  private raw(name: string): string | undefined {
    const flag = this.flag(name)
    return (this.program.getOptionValue(name) as string | undefined) ?? flag.default
  }

  private flag(name: string): Flag {
    const flag = this.known.get(name)
    if (flag === undefined) throw new Error(`the command asks for a flag it does not declare: ${name}`)
    return flag
  }
}
