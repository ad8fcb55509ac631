/** Completion: what a word of a command line may become, for the shells' completion scripts (`commands/client/completion.ts`). */
import type { Client } from '../api/contract/client.js'
import type { Command, CommandEntry, Context, Flag } from '../commands/command.js'
import { globalFlags } from '../commands/global-flags.js'

/** `__complete WORD… LAST`: candidates for the last word, one a line. */
export const completionOf = (commands: readonly CommandEntry[]): Command<readonly string[]> => ({
  description: 'Print what a word of a command line may become.',
  usage: 'WORD...',
  passThrough: true,
  flags: [],
  parse: ({ positional }) => positional,
  run: async (words, context) => {
    const typed = words.at(-1) ?? ''
    const candidates = await complete(commands, words.slice(0, -1), typed, context)
    const fitting = candidates.filter((candidate) => candidate.startsWith(typed) && isPlain(candidate)).sort()
    context.io.out(fitting.map((candidate) => `${candidate}\n`).join(''))
  },
})

/**
 * Whether a shell takes a word as it is. Others are not offered: a role may be named `$(reboot)` by whoever can make one, and
 * what a shell completes is run with the line.
 */
const isPlain = (word: string) => /^[\w.:/=@%+,-]*$/.test(word)

async function complete(
  commands: readonly CommandEntry[],
  before: readonly string[],
  typed: string,
  context: Context,
): Promise<readonly string[]> {
  const words = before.filter((word) => !word.startsWith('-'))
  let level: readonly CommandEntry[] | undefined = commands
  let entry: CommandEntry | undefined
  let used = 0
  for (const word of words) {
    const next: CommandEntry | undefined = level?.find((each) => each.name === word || each.aliases?.includes(word))
    if (next === undefined) break
    entry = next
    level = next.subcommands
    used++
  }
  const command = await entry?.load?.()
  const flags = [...(command?.flags ?? []), ...globalFlags]
  const values = flagValues(flags, before, typed)
  if (values !== undefined) return values
  if (typed.startsWith('-')) return flagNames(flags)
  if (level !== undefined && words.length === used)
    return level.filter((each) => each.hidden !== true).map((each) => each.name)
  return resourceWords(words.slice(used), typed, context)
}

const flagNames = (flags: readonly Flag[]) =>
  flags
    .filter((flag) => flag.hidden !== true)
    .map((flag) => (flag.type === 'bool' ? `--${flag.name}` : `--${flag.name}=`))

/** What may stand behind `-o`, or `--output` and its equals sign, which bash takes for a word of its own. */
function flagValues(flags: readonly Flag[], before: readonly string[], typed: string): readonly string[] | undefined {
  const named = (word = '') => flags.find(({ name, short }) => word === `--${name}` || word === `-${short}`)?.values
  const [flag, equals] = typed.split(/(=)/, 2)
  if (equals !== undefined) return named(flag)?.map((value) => `${flag}=${value}`)
  return named(before.at(-1) === '=' ? before.at(-2) : before.at(-1))
}

/** A resource type first, then names of its objects; `type/name` in one word too. */
async function resourceWords(
  given: readonly string[],
  typed: string,
  { client, namespace }: Context,
): Promise<readonly string[]> {
  const resources = await client.resources()
  const slash = typed.indexOf('/')
  if (slash > 0) {
    const type = typed.slice(0, slash)
    return (await objectNames(type, namespace, client)).map((name) => `${type}/${name}`)
  }
  if (given.length === 0) return resources.flatMap((resource) => [resource.plural, ...resource.short])
  return objectNames(given[0]!, namespace, client)
}

async function objectNames(type: string, namespace: string, client: Client): Promise<readonly string[]> {
  const resource = (await client.resources()).find(
    (each) => each.plural === type || each.singular === type || each.short.includes(type),
  )
  if (resource === undefined) return []
  const { items } = await client.list({ resource, namespace: resource.namespaced ? namespace : '' })
  return items.map((item) => item.metadata.name)
}
