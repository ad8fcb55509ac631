/** Help in kubectl's layout (kubectl `pkg/util/templates`). */
import type { Command, CommandEntry, Flag, HelpText } from '../commands/command.js'
import { globalFlags } from '../commands/global-flags.js'
import { type Heading, headings } from '../commands/headings.js'

/** The commands that are shown, below the headings that they stand under. */
export function inGroups(commands: readonly CommandEntry[]): { group: Heading; entries: CommandEntry[] }[] {
  const shown = commands.filter((entry) => entry.hidden !== true)
  return headings
    .map((group) => ({ group, entries: shown.filter((entry) => (entry.group ?? headings.at(-1)) === group) }))
    .filter(({ entries }) => entries.length > 0)
}

function rootHelp(program: string, commands: readonly CommandEntry[]): string {
  const grouped = inGroups(commands)
  const width = Math.max(...grouped.flatMap(({ entries }) => entries.map(({ name }) => name.length))) + 3
  const groups = grouped.map(
    ({ group, entries }) => `${group}:\n${entries.map((entry) => entryLine(entry, width)).join('')}`,
  )
  return [
    `${program} is a Kubernetes cluster that lives in one JSON file, driven by kubectl's own commands.\n`,
    ...groups,
    `Usage:\n  ${program} [flags] [options]\n`,
    `Use "${program} <command> --help" for more information about a given command.\nUse "${program} options" for a list of global command-line options (applies to all commands).\n`,
  ].join('\n')
}

/** Of a command, or of the program itself when there is none; `typed` is how it is called, `kubesim create`. */
export function helpText(
  typed: string,
  entry: CommandEntry | undefined,
  command: Command | undefined,
  commands: readonly CommandEntry[],
): string {
  return entry === undefined ? rootHelp(typed, commands) : commandHelp(typed, entry, command)
}

function commandHelp(path: string, entry: CommandEntry, command: Command | undefined): string {
  const program = path.split(' ', 1)[0]!
  const { description, examples }: Partial<HelpText> = command ?? entry
  const parts = [`${description}\n`]
  if (entry.aliases !== undefined) parts.push(`Aliases:\n${[entry.name, ...entry.aliases].join(', ')}\n`)
  if (examples !== undefined) parts.push(`Examples:\n${indented(examples.replaceAll(/kubectl|kubesim/g, program))}\n`)
  const isGroup = entry.subcommands !== undefined && entry.subcommands.length > 0
  if (isGroup) parts.push(subcommandList(entry.subcommands))
  const flags = (command?.flags ?? []).filter((flag) => flag.hidden !== true && flag.deprecated === undefined)
  if (flags.length > 0) parts.push(`Options:\n${flagList(flags)}`)
  const usage = command?.usage ?? (isGroup ? 'SUBCOMMAND' : '')
  parts.push(`Usage:\n  ${[path, usage].filter(Boolean).join(' ')} [options]\n`)
  const more = isGroup ? `Use "${path} <command> --help" for more information about a given command.\n` : ''
  parts.push(`${more}Use "${program} options" for a list of global command-line options (applies to all commands).\n`)
  return parts.join('\n')
}

export function optionsHelp(): string {
  return `The following options can be passed to any command:\n\n${flagList(globalFlags.filter((flag) => flag.hidden !== true))}`
}

function subcommandList(entries: readonly CommandEntry[]): string {
  const shown = entries.filter((entry) => entry.hidden !== true)
  const width = Math.max(...shown.map((entry) => entry.name.length)) + 3
  return `Available Commands:\n${shown.map((entry) => entryLine(entry, width)).join('')}`
}

function entryLine(entry: CommandEntry, width: number): string {
  return `  ${entry.name.padEnd(width)}${entry.summary}\n`
}

function flagList(flags: readonly Flag[]): string {
  const sorted = flags.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return sorted.map((flag) => `    ${flagHead(flag)}:\n\t${flag.description}\n`).join('\n')
}

/** `-o, --output='':` with the default as pflag shows it. */
function flagHead(flag: Flag): string {
  const several = flag.type === 'strings' || flag.type === 'list'
  const shown = several
    ? `[${flag.default ?? ''}]`
    : flag.type === 'string'
      ? `'${flag.default ?? ''}'`
      : (flag.default ?? '0')
  return `${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.name}=${flag.type === 'bool' ? (flag.default ?? 'false') : shown}`
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
