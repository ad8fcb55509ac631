/** The client that a command works with: in whose name (`--as` and its companions), and with which of the objects' fields. */
import type { Client } from '../api/contract/client.js'
import { UsageError } from '../api/contract/errors.js'
import type { Impersonation, User } from '../api/contract/user.js'
import type { Cluster } from '../cluster/cluster.js'
import type { Command, FlagValues } from '../commands/command.js'

/** What the flags wish for; undefined without them. `self`: what the kubeconfig calls the user. */
export function impersonationOf(flags: FlagValues, self: string): Impersonation | undefined {
  const extra = extraOf(flags.strings('as-user-extra'))
  const wish = { user: flags.string('as'), uid: flags.string('as-uid'), groups: flags.strings('as-group'), extra }
  if (wish.user !== '') return wish
  if (wish.uid === '' && wish.groups.length === 0 && Object.keys(extra).length === 0) return undefined
  throw new UsageError(`requesting uid, groups or user-extra for ${self} without impersonating a user`)
}

/** `key=value`, a key as often as it has values; what has no value is passed over (cli-runtime's `ConfigFlags`). */
function extraOf(texts: readonly string[]): Impersonation['extra'] {
  const extra = new Map<string, string[]>()
  for (const text of texts) {
    const equals = text.indexOf('=')
    // On its way to a server a key is part of a header's name.
    const key = text.slice(0, equals).toLowerCase()
    if (equals >= 0) extra.set(key, [...(extra.get(key) ?? []), text.slice(equals + 1)])
  }
  return Object.fromEntries(extra)
}

/** The administrator's own client, or one in the hands of whom the flags mean. */
export async function clientOf(
  cluster: Cluster,
  command: Command,
  flags: FlagValues,
): Promise<{ client: Client; user?: User }> {
  const wish = impersonationOf(flags, `kubesim-${cluster.settings.name}`)
  const owners = showsManagers(command, flags)
  if (wish === undefined) return { client: owners ? cluster.clientOf({ owners }) : cluster.client }
  const { impersonatedUser } = await import('../api/rbac/impersonation.js')
  return { client: cluster.clientOf({ owners, impersonate: wish }), user: impersonatedUser(wish) }
}

/** Field managers take time to tell: objects come with them only where the output can show them. */
export function showsManagers(command: Command, flags: FlagValues): boolean {
  const known = new Set(command.flags.map(({ name }) => name))
  const asked = ['show-managed-fields', 'server-side'].some((name) => known.has(name) && flags.bool(name))
  const format = ['output', 'template'].map((name) => (known.has(name) ? flags.string(name) : '')).join(' ')
  return asked || /path|template|columns/.test(format)
}
