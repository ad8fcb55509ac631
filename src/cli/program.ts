/**
 * The command line as commander sees it. Before it come cobra's manners, which find the command, and pflag's, which read
 * its flags (`pflag.ts`): what they leave is a line that commander takes as it is. Of its tree only the branch is made
 * that the line names, and of its options those that the line has or must have.
 */
import { type CommanderError, Option, Command as Program } from 'commander'
import { UsageError } from '../api/contract/errors.js'
import type { Command, CommandEntry, Flag, FlagValues } from '../commands/command.js'
import { globalFlags } from '../commands/global-flags.js'
import { wholeNumber } from '../model/json/exact-json.js'
import { parseGoDuration } from '../model/objects/duration.js'
import { readList } from './list-values.js'
import type { Normalised } from './pflag.js'

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
      if (takesNext(token) && at + 1 < argv.length) rest.push(argv[++at]!)
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

/** What the root needs of its host. */
interface ProgramHost {
  readonly program: string
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** The root of commander's tree; what it has to say goes where the host wants it. */
export function rootProgram({ program, out, err }: ProgramHost): Program {
  const plain = {
    getOutHelpWidth: () => 80,
    getErrHelpWidth: () => 80,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  }
  return new Program(program)
    .exitOverride()
    .allowExcessArguments()
    .helpCommand(false)
    .configureOutput({ ...plain, writeOut: out, writeErr: err, outputError: () => {} })
}

/** Adds the branch that leads to a command; returns its end. */
export function addBranch(root: Program, path: readonly CommandEntry[]): Program {
  return path.reduce((program, { name }) => program.command(name), root)
}

/** Of a command, of a group or of the program itself; a command may have its own in the place of global ones. */
export function flagsOf(command: Pick<Command, 'flags'> | undefined): readonly Flag[] {
  if (command === undefined) return globalFlags
  const own = new Set(command.flags.map(({ name }) => name))
  return [...command.flags, ...globalFlags.filter(({ name }) => !own.has(name))]
}

/** Declares the flags of a line, and those that it must have: all of them would take ten times as long. */
export function declare(program: Program, flags: readonly Flag[], line: Normalised): FlagValues {
  const given = new Set(line.flags.map((token) => token.slice('--'.length, token.indexOf('='))))
  for (const flag of flags) {
    if (flag.name !== 'help' && (flag.required === true || given.has(flag.name))) program.addOption(optionOf(flag))
  }
  return new ParsedFlags(new Map(flags.map((flag) => [flag.name, flag])), program)
}

const isHelp = (token: string) => token.startsWith('--help=')

/** Whether the line asks for help: of flags given twice the last counts. */
export const wantsHelp = ({ flags }: Normalised): boolean => flags.findLast(isHelp) === '--help=true'

/** The line as commander takes it. */
export function wordsOf(path: readonly CommandEntry[], line: Normalised): string[] {
  const flags = line.flags.filter((token) => !isHelp(token))
  return [...path.map(({ name }) => name), ...flags, ...(wantsHelp(line) ? ['--help'] : []), '--', ...line.positional]
}

/** What commander ends with, as cobra says it; undefined once help has been shown. */
export function refusalOf(error: CommanderError, program: Program): Error | undefined {
  if (error.code === 'commander.helpDisplayed') return undefined
  if (error.code !== 'commander.missingMandatoryOptionValue') return new Error(error.message)
  const missing = program.options.filter(
    (option) => option.mandatory && program.getOptionValue(option.attributeName()) === undefined,
  )
  return new UsageError(`required flag(s) ${missing.map((option) => `"${option.attributeName()}"`).join(', ')} not set`)
}

function optionOf(flag: Flag): Option {
  const option = new Option(`--${flag.name} <value>`, flag.description).makeOptionMandatory(flag.required)
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
