/** What is said of commands and flags that kubectl has and this program has not. Whoever calls has looked here before. */
import { LackError } from '../api/contract/errors.js'
import { refuseLackedKind } from '../commands/resources/lacked.js'
import { commandFacts } from './kubectl-commands.js'

/** Refuses words that are a command of kubectl; returns when they are none. `create job` lacks the kind. */
export async function refuseLackedCommand(words: readonly string[]): Promise<void> {
  const [verb, type] = words
  const path = words.join(' ')
  if (!Object.hasOwn(commandFacts, aliases[path] ?? path)) return
  if (verb === 'create' && type !== undefined) await refuseLackedKind(type)
  throw new LackError(`command "${path}"`)
}

/** Other words for commands that are lacked. */
const aliases: Readonly<Record<string, string>> = {
  'create cj': 'create cronjob',
  'create ing': 'create ingress',
  'create resourcequota': 'create quota',
}

/** Refuses a flag, `--name` or `-n`, that this command of kubectl's takes; returns when it takes none of that name. */
export function refuseLackedFlag(command: readonly string[], flag: string): void {
  const known = [...flagsOf(command.join(' ')), ...flagsOf('')]
  if (known.includes(flag)) throw new LackError(`flag "${flag}"`)
}

function flagsOf(command: string): string[] {
  const flags = Object.hasOwn(commandFacts, command) ? commandFacts[command]!.split(' ') : []
  return flags.flatMap((flag) => {
    const [name, short] = flag.split(',')
    return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]
  })
}
