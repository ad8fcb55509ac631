/**
 * The way through a server that runs: a command on a state file whose cluster is served asks the server, so that both see
 * the same without waiting for each other's turn at the file. What the user sees is what the file would show.
 */
import { ConnectionError } from '../api/contract/errors.js'
import { eachOnce } from '../api/contract/warnings.js'
import type { Context, FlagValues } from '../commands/command.js'
import { remoteClient } from '../http/remote/client.js'
import { Connection } from '../http/remote/connection.js'
import { impersonationHeaders } from '../http/remote/destination.js'
import type { Notice } from '../store/disks/server-notice.js'
import { impersonationOf } from './client.js'
import type { Opened } from './surroundings.js'

/** Undefined when the server does not answer: then the file is there. */
export async function openThrough(
  { address, token, server, file }: Notice,
  flags: FlagValues,
  partial: Omit<Context, 'client'>,
): Promise<Opened | undefined> {
  const destination = { server: address, headers: { Authorization: `Bearer ${token}` } }
  const gone = (changing: boolean) => new ConnectionError(goneText(server.pid, file, changing))
  const connection = new Connection(destination, eachOnce(partial.io.warn), gone)
  const greeting = await connection.greeting()
  if (greeting === undefined) {
    connection.close()
    return undefined
  }
  const wish = impersonationOf(flags, `kubesim-${greeting.name}`)
  if (wish !== undefined) connection.say(impersonationHeaders(wish))
  const namespace = flags.string('namespace') || (greeting.namespace ?? 'default')
  const client = remoteClient(connection, greeting.resources)
  return { context: { ...partial, namespace, client, remote: client }, close: async () => client.close() }
}

const goneText = (pid: number, file: string, changing: boolean): string =>
  `error: the server of this cluster, process ${pid}, has ended before this command had. Commands go on with the cluster in ` +
  `${file}: ${changing ? 'look whether this one was done, and type it again if not' : 'type it again'}`
