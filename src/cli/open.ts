/** From global flags and environment to what a command runs in: the cluster, its client, the namespace. */
import { UsageError } from '../api/contract/errors.js'
import { eachOnce } from '../api/contract/warnings.js'
import type { Cluster } from '../cluster/cluster.js'
import type { Command, Context, Files, FlagValues, Io } from '../commands/command.js'
import { imagePaths, readImages } from '../commands/simulation/images.js'
import { goQuote } from '../model/go/quote.js'
import { readNotice } from '../store/disks/server-notice.js'
import { answerInside } from './api-inside.js'
import { clientOf } from './client.js'
import type { Opened, Surroundings } from './surroundings.js'

export async function openContext(command: Command, flags: FlagValues, surroundings: Surroundings): Promise<Opened> {
  const remote = isRemote(command, flags, surroundings.files)
  const state = remote ? '' : await stateFile(flags, surroundings)
  const kubeconfig = remote ? (await import('./remote-server.js')).kubeconfigOf(flags, surroundings.files) : ''
  const partial = {
    ...surroundings,
    machine: { ...surroundings.machine, state, kubeconfig },
    namespace: flags.string('namespace') || 'default',
    namespaceGiven: flags.changed('namespace'),
    cluster: undefined,
    remote: undefined,
  }
  if (command.offline === true) return { context: withoutClient(partial), close: async () => {} }
  if (remote) return openRemote(partial, globalOnly(command, flags))
  const through = await openServed(command, flags, partial)
  if (through !== undefined) return through
  const { Cluster } = await import('../cluster/cluster.js')
  const images = await readImages(imagePaths(surroundings.files), surroundings.files)
  const cluster = await Cluster.open({
    state,
    images,
    api: answerInside,
    chance: surroundings.machine.chance,
    warn: eachOnce(surroundings.io.warn),
  })
  const namespace = flags.string('namespace') || (cluster.settings.namespace ?? 'default')
  const io = savingFirst(surroundings.io, cluster)
  const context = { ...partial, io, namespace, cluster, ...(await clientOf(cluster, command, flags)) }
  return { context, close: () => cluster.close() }
}

/** The cluster of the state file through the server that has it, if there is one; what only a file has needs the file. */
async function openServed(
  command: Command,
  flags: FlagValues,
  partial: Omit<Context, 'client'>,
): Promise<Opened | undefined> {
  // Images of this command's own are known to no server.
  if (command.onFile === true || imagePaths(partial.files).length > 0) return undefined
  const notice = readNotice(partial.machine.state)
  if (notice === undefined) return undefined
  const { openThrough } = await import('./through-server.js')
  return openThrough(notice, flags, partial)
}

/** Whether a server is meant, and not a state file (see `remote.ts`). Flags of the command itself mean something else. */
function isRemote(command: Command, flags: FlagValues, { environment }: Files): boolean {
  const given = (name: string) => !command.flags.some((own) => own.name === name) && flags.changed(name)
  const named = ['server', 'kubeconfig'].find(given)
  if (!given('state')) {
    const set = (name: string) => (environment[name] ?? '') !== ''
    return named !== undefined || (set('KUBESIM_KUBECONFIG') && !set('KUBESIM_STATE'))
  }
  if (named === undefined) return false
  throw new UsageError(`--state means a cluster in a file, --${named} one behind a server: give one of them`)
}

/** Without the flags by which the command itself means something else (`create rolebinding --user`). */
function globalOnly(command: Command, flags: FlagValues): FlagValues {
  const own = new Set(command.flags.map(({ name }) => name))
  return Object.create(flags, {
    string: { value: (name: string) => (own.has(name) ? '' : flags.string(name)) },
    changed: { value: (name: string) => !own.has(name) && flags.changed(name) },
  }) as FlagValues
}

async function openRemote(partial: Omit<Context, 'client'>, flags: FlagValues): Promise<Opened> {
  const { remoteServer } = await import('./remote-server.js')
  const { connect } = await import('../http/remote/client.js')
  const server = await remoteServer(flags, partial.files)
  const client = await connect(server.destination, eachOnce(partial.io.warn))
  const namespace = flags.string('namespace') || (server.namespace ?? 'default')
  return { context: { ...partial, namespace, client, remote: client }, close: async () => client.close() }
}

/** Nothing is printed that has not been saved. */
function savingFirst(io: Io, cluster: Cluster): Io {
  const flush = async () => {
    await cluster.flush()
    await io.flush()
  }
  return Object.create(io, { flush: { value: flush } }) as Io
}

async function stateFile(flags: FlagValues, { files, machine }: Surroundings): Promise<string> {
  if (flags.changed('state')) return flags.string('state')
  const name = flags.string('context') || flags.string('cluster')
  const fromEnvironment = files.environment.KUBESIM_STATE ?? ''
  if (name === '' && fromEnvironment !== '') return fromEnvironment
  const clusters = await machine.clusters()
  if (name !== '' && !clusters.exists(name)) throw new UsageError(`context ${goQuote(name)} does not exist`)
  return clusters.path(name === '' ? clusters.current() : name)
}

function withoutClient(partial: Omit<Context, 'client'>): Context {
  return {
    ...partial,
    get client(): never {
      throw new Error('this command was to work without a cluster')
    },
  }
}
