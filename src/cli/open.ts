/** From global flags and environment to what a command runs in: the cluster, its client, the namespace. */
import { UsageError } from '../api/errors.js'
import type { Cluster } from '../cluster/cluster.js'
import type { Command, Context, Files, FlagValues, Io, Machine, ThrowAwayCluster } from '../commands/command.js'
import { imagePaths, readImages } from '../commands/images.js'

export interface Surroundings {
  readonly program: string
  readonly io: Io
  readonly files: Files
  readonly machine: Machine
  readonly signal: AbortSignal
  /** Runs a command line on a cluster of its own that is in memory. */
  throwAway(settings: { clock: 'wall' | 'virtual' }): Promise<ThrowAwayCluster>
}

export interface Opened {
  readonly context: Context
  close(): Promise<void>
}

export async function openContext(command: Command, flags: FlagValues, surroundings: Surroundings): Promise<Opened> {
  const state = await stateFile(flags, surroundings)
  const machine = { ...surroundings.machine, state }
  const partial = {
    ...surroundings,
    machine,
    namespace: flags.string('namespace') || 'default',
    namespaceGiven: flags.changed('namespace'),
  }
  if (command.offline === true) return { context: withoutCluster(partial), close: async () => {} }
  const { Cluster, eachOnce } = await import('../cluster/cluster.js')
  const images = await readImages(imagePaths(surroundings.files), surroundings.files)
  const cluster = await Cluster.open({ state, images, warn: eachOnce(surroundings.io.warn) })
  const namespace = flags.string('namespace') || (cluster.settings.namespace ?? 'default')
  const io = savingFirst(surroundings.io, cluster)
  return { context: { ...partial, io, namespace, client: cluster.client, cluster }, close: () => cluster.close() }
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
  const { openHome } = await import('../cluster/home.js')
  const home = openHome(machine.home)
  if (name !== '' && !home.exists(name)) throw new UsageError(`context "${name}" does not exist`)
  return home.path(name === '' ? home.current() : name)
}

function withoutCluster(partial: Omit<Context, 'client' | 'cluster'>): Context {
  return {
    ...partial,
    cluster: undefined,
    get client(): never {
      throw new Error('this command was to work without a cluster')
    },
  }
}
