/**
 * The command line: from argv to a command's request, and from errors to exit codes. What a command does belongs in
 * `commands/`; what kubectl's flags look like, help and completion belong here.
 */
import { UsageError } from '../api/contract/errors.js'
import { type Command, type CommandEntry, type Context, ExitCode, type FlagValues } from '../commands/command.js'
import { checkOutput } from '../commands/output/result.js'
import { UnknownFlag } from './pflag.js'
import { findCommand, parseLine } from './program.js'

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
  const completion = async () => (await import('./complete.js')).completionOf(host.commands)
  const asked: CommandEntry = { name: '__complete', summary: '', hidden: true, load: completion }
  const found = findCommand(argv, [...host.commands, asked])
  const names = found.path.map((entry) => entry.name)
  const path = [host.program, ...names].join(' ')
  let command: Command | undefined
  try {
    if (found.unknown !== undefined) await refuseLacked([...names, found.unknown])
    const entry = found.path.at(-1)
    if (entry === undefined) return await runRoot(found.rest, found.unknown, host)
    command = await entry.load?.()
    if (command === undefined) return await runGroup(path, entry, found.rest, found.unknown, host)
    if (command.passThrough === true) return await runCommand(command, passedThrough(argv, entry), host)
    const line = await readLine(command, found.rest, path, names)
    host.err(deprecations(command, line.flags))
    if (line.flags.bool('help')) return await showHelp(path, entry, command, host)
    return await runCommand(command, line, host)
  } catch (error) {
    const { renderError } = await import('./render-error.js')
    const { text, code } = renderError(error, path)
    host.err(text)
    return error instanceof ExitCode ? code : (command?.failureCode ?? code)
  }
}

/** pflag's notes about flags that are still taken but have had their day. */
function deprecations(command: Command, flags: FlagValues): string {
  const used = command.flags.filter((flag) => flag.deprecated !== undefined && flags.changed(flag.name))
  return used.map((flag) => `Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`).join('')
}

async function runCommand(command: Command, line: ReturnType<typeof parseLine>, host: Host): Promise<number> {
  const request = command.parse(line.args, line.flags)
  const { context, close } = await host.open(command, line.flags)
  try {
    await checkOutput(command, line.flags, context)
    await command.run(request, context)
  } finally {
    await close().catch((error: unknown) => {
      // What could not be saved must not be acknowledged.
      host.discard()
      throw error
    })
  }
  return 0
}

/** Throws when kubectl has that command, or the flag of it, and kubesim has not. */
async function refuseLacked(names: readonly string[], flag?: string): Promise<void> {
  const { refuseLackedCommand, refuseLackedFlag } = await import('./lacked-commands.js')
  if (flag === undefined) refuseLackedCommand(names)
  else refuseLackedFlag(names, flag)
}

/** Flag errors name the command's help (cobra's FlagErrorFunc as kubectl sets it). */
async function readLine(
  command: Pick<Command, 'flags' | 'failureCode'>,
  rest: readonly string[],
  path: string,
  names: readonly string[] = [],
) {
  try {
    return parseLine(command, rest)
  } catch (error) {
    if (error instanceof UnknownFlag) await refuseLacked(names, error.flag)
    if (!(error instanceof UsageError) || error.message.startsWith('required flag')) throw error
    if (command.failureCode !== undefined) throw new UsageError(error.message, true)
    throw new UsageError(`${error.message}\nSee '${path} --help' for usage.`)
  }
}

/** For commands that read their own command line: everything behind their name, global flags before it aside. */
function passedThrough(argv: readonly string[], entry: CommandEntry): ReturnType<typeof parseLine> {
  const at = argv.findIndex((word) => word === entry.name || entry.aliases?.includes(word))
  const own = parseLine({ flags: [] }, argv.slice(0, at))
  return { args: { positional: argv.slice(at + 1), dash: undefined }, flags: own.flags }
}

async function runRoot(rest: readonly string[], unknown: string | undefined, host: Host): Promise<number> {
  if (unknown === 'help') return runHelp(rest.slice(rest.indexOf('help') + 1), host)
  if (unknown === 'options') {
    const { optionsHelp } = await import('./help.js')
    host.out(optionsHelp())
    return 0
  }
  if (unknown !== undefined) throw await unknownCommand(unknown, host)
  await readLine({ flags: [] }, rest, host.program)
  const { rootHelp } = await import('./help.js')
  host.out(rootHelp(host.program, host.commands))
  return 0
}

/** A group by itself does nothing: it says what it has, on stderr (kubectl's `DefaultSubCommandRun`). */
async function runGroup(
  path: string,
  entry: CommandEntry,
  rest: readonly string[],
  unknown: string | undefined,
  host: Host,
): Promise<number> {
  const { args, flags } = await readLine({ flags: [] }, rest, path)
  if (flags.bool('help')) return showHelp(path, entry, undefined, host)
  if (unknown !== undefined) throw new UsageError(`unknown command "${args.positional.join(' ')}"`, true)
  await showHelp(path, entry, undefined, { ...host, out: host.err })
  return 1
}

async function showHelp(path: string, entry: CommandEntry, command: Command | undefined, host: Host): Promise<number> {
  const { commandHelp } = await import('./help.js')
  host.out(commandHelp(path, entry, command))
  return 0
}

/** `help get`, `help create deployment`: the same as `get --help`. */
async function runHelp(words: readonly string[], host: Host): Promise<number> {
  const { path, unknown } = findCommand(words, host.commands)
  const entry = path.at(-1)
  if (unknown !== undefined) await refuseLacked([...path.map((each) => each.name), unknown])
  if (entry === undefined && unknown !== undefined) {
    host.err(`Unknown help topic [\`${unknown}\`]\n`)
    return runRoot([], undefined, { ...host, out: host.err })
  }
  if (entry === undefined) return runRoot([], undefined, host)
  const typed = [host.program, ...path.map((each) => each.name)].join(' ')
  return showHelp(typed, entry, await entry.load?.(), host)
}

async function unknownCommand(word: string, host: Host): Promise<UsageError> {
  const { suggestions } = await import('./suggest.js')
  const { inGroups } = await import('./help.js')
  const near = suggestions(
    word,
    inGroups(host.commands).flatMap(({ entries }) => entries),
  )
  const hint = near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join('\n')}`
  return new UsageError(`unknown command "${word}" for "${host.program}"${hint}`)
}
