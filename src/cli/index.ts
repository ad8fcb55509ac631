/**
 * The command line: from argv to a command's request, and from errors to exit codes. What a command does belongs in
 * `commands/`; what kubectl's flags look like, help and completion belong here.
 *
 * commander has the path to the command, its flags' values, those that it must have, and the showing of help. Ours is what
 * it cannot do as kubectl does: finding the command among flags that stand before it, pflag's syntax, the words of errors,
 * cobra's suggestions, and the layout of help. Of 250 starts of `get pods` in turn, processor time: 57.8 ms with commander
 * for the values of flags alone, 58.1 ms with the branch of its tree that is named, 59.6 ms with the tree of all commands,
 * 57.4 ms without commander.
 */
import { CommanderError } from 'commander'
import { UsageError } from '../api/contract/errors.js'
import {
  type Command,
  type CommandEntry,
  type Context,
  ExitCode,
  type Flag,
  type FlagValues,
} from '../commands/command.js'
import { checkOutput } from '../commands/output/result.js'
import { goQuote } from '../model/go/quote.js'
import { ownCommands } from './own-commands.js'
import { type Normalised, normalise, UnknownFlag } from './pflag.js'
import {
  addBranch,
  declare,
  type Found,
  findCommand,
  flagsOf,
  refusalOf,
  rootProgram,
  wantsHelp,
  wordsOf,
} from './program.js'

/** What the composition root provides. */
export interface Host {
  /** The name the program was called by: `kubesim`, or `kubectl` through a shim. */
  readonly program: string
  readonly commands: readonly CommandEntry[]
  readonly err: (text: string) => void
  readonly out: (text: string) => void
  /** Forgets the output that has not been sent yet. */
  readonly discard: () => void
  /** Opens the cluster that the flags and the environment select; offline commands get a context without one. */
  open(command: Command, flags: FlagValues): Promise<{ context: Context; close(): Promise<void> }>
}

/** Runs one command line and returns its exit code. Nothing is thrown but our own bugs. */
export async function runCommandLine(argv: readonly string[], host: Host): Promise<number> {
  const found = findCommand(argv, [...host.commands, ...ownCommands(host.commands)])
  const typed = [host.program, ...found.path.map(({ name }) => name)].join(' ')
  const root = rootProgram(host)
  const program = addBranch(root, found.path)
  let command: Command | undefined
  let code = 0
  try {
    await refuseUnknown(found, argv[0]!, host)
    command = await found.path.at(-1)?.load?.()
    const known = flagsOf(command)
    const line =
      command?.passThrough === true ? passedThrough(argv, found) : await readLine(known, command, found, typed)
    const flags = declare(program, known, line)
    host.err(deprecations(known, line))
    if (command === undefined || wantsHelp(line)) {
      const { helpText } = await import('./help.js')
      const text = helpText(typed, found.path.at(-1), command, host.commands)
      program.configureHelp({ formatHelp: () => text })
    }
    program.action(async () => {
      if (command !== undefined) await runCommand(command, line, flags, host)
      else code = showGroup(program, found, line)
    })
    await root.parseAsync(wordsOf(found.path, line), { from: 'user' })
    return code
  } catch (error) {
    const refused = error instanceof CommanderError ? refusalOf(error, program) : error
    if (refused === undefined) return 0
    const { renderError } = await import('./render-error.js')
    const rendered = renderError(refused, typed)
    host.err(rendered.text)
    return refused instanceof ExitCode ? rendered.code : (command?.failureCode ?? rendered.code)
  }
}

/** What is no command may be a plugin's name, and that must come first (kubectl `pkg/cmd/cmd.go`, `HandlePluginCommand`). */
async function refuseUnknown({ path, unknown }: Found, first: string, host: Host): Promise<void> {
  if (unknown === undefined) return
  await refuseLacked([...path.map(({ name }) => name), unknown])
  if (path.length > 0) return
  if (first.startsWith('-')) {
    host.err(`Error: flags cannot be placed before plugin name: ${first}\n`)
    throw new ExitCode(1)
  }
  throw await unknownCommand(unknown, host)
}

/** Throws when kubectl has that command, or the flag of it, and kubesim has not. */
async function refuseLacked(names: readonly string[], flag?: string): Promise<void> {
  const { refuseLackedCommand, refuseLackedFlag } = await import('./lacked-commands.js')
  if (flag === undefined) await refuseLackedCommand(names)
  else refuseLackedFlag(names, flag)
}

/** pflag's notes about flags that are still taken but have had their day. */
function deprecations(known: readonly Flag[], line: Normalised): string {
  const used = known.filter(
    ({ name, deprecated }) => deprecated !== undefined && line.flags.some((token) => token.startsWith(`--${name}=`)),
  )
  return used.map(({ name, deprecated }) => `Flag --${name} has been deprecated, ${deprecated}\n`).join('')
}

async function runCommand(command: Command, line: Normalised, flags: FlagValues, host: Host): Promise<void> {
  const request = command.parse(line, flags)
  const { context, close } = await host.open(command, flags)
  try {
    await checkOutput(command, flags, context)
    await command.run(request, context)
  } catch (error) {
    const { isBug } = await import('./render-error.js')
    if (isBug(error)) await context.cluster?.doubt()
    throw error
  } finally {
    await close().catch((error: unknown) => {
      // What could not be saved must not be acknowledged.
      host.discard()
      throw error
    })
  }
}

/** Flag errors name the command's help (cobra's FlagErrorFunc as kubectl sets it). */
async function readLine(
  known: readonly Flag[],
  command: Command | undefined,
  { path, rest }: Found,
  typed: string,
): Promise<Normalised> {
  try {
    return normalise(rest, known)
  } catch (error) {
    const names = path.map(({ name }) => name)
    if (error instanceof UnknownFlag) await refuseLacked(names, error.flag)
    if (!(error instanceof UsageError)) throw error
    if (command?.failureCode !== undefined) throw new UsageError(error.message, true)
    throw new UsageError(`${error.message}\nSee '${typed} --help' for usage.`)
  }
}

/** For commands that read their own command line: everything behind their name, global flags before it aside. */
function passedThrough(argv: readonly string[], { path }: Found): Normalised {
  const entry = path.at(-1)
  const at = argv.findIndex((word) => word === entry?.name || entry?.aliases?.includes(word))
  return { ...normalise(argv.slice(0, at), flagsOf(undefined)), positional: argv.slice(at + 1), dash: undefined }
}

/**
 * Without a command the program says what it has; a group by itself does nothing and says so on stderr (kubectl's
 * `DefaultSubCommandRun`).
 */
function showGroup(
  program: ReturnType<typeof rootProgram>,
  { path, unknown }: Found,
  { positional }: Normalised,
): number {
  if (unknown !== undefined) throw new UsageError(`unknown command ${goQuote(positional.join(' '))}`, true)
  const isGroup = path.length > 0
  program.outputHelp({ error: isGroup })
  return isGroup ? 1 : 0
}

async function unknownCommand(word: string, host: Host): Promise<UsageError> {
  const { suggestions } = await import('./suggest.js')
  const { inGroups } = await import('./help.js')
  const near = suggestions(
    word,
    inGroups(host.commands).flatMap(({ entries }) => entries),
  )
  const hint = near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join('\n')}`
  return new UsageError(`unknown command ${goQuote(word)} for ${goQuote(host.program)}${hint}`)
}
