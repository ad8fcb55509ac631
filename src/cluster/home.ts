import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../api/contract/errors.js'
import { newTokenKey } from '../api/tokens/token-key.js'
import { isDNS1123Subdomain } from '../model/objects/names.js'
import type { ClusterSettings } from '../model/objects/settings.js'
import { pause } from '../simulation/clock.js'
import type { Chance } from '../simulation/random.js'
import { jsonFile } from '../store/disks/json-file.js'
import { replacePrivately } from '../store/disks/replace-file.js'
import { StateFileError } from '../store/document/state-file-error.js'
import { Cluster, type NewClusterOptions } from './cluster.js'
import { stateOf } from './session/state.js'

/** The folder that holds a user's clusters, and which of them commands mean: `clusters/<name>.json`, `config.json`. */
export interface Home {
  /** The name of the cluster that commands mean when they name none. */
  current(): string
  /** Makes an existing cluster the current one. */
  use(name: string): void
  /** Where a cluster lies, whether it is there or not. */
  path(name: string): string
  exists(name: string): boolean
  /** Names, in order. */
  list(): readonly string[]
}

/** The clusters that commands may choose from, look at, make and remove: those of a home folder, and any by its path. */
export interface Clusters extends Home {
  /** Undefined when no cluster lies there. */
  status(path: string): ClusterStatus | undefined
  create(path: string, options: NewClusterOptions): Promise<void>
  remove(path: string): Promise<void>
  reset(path: string): Promise<void>
  rekey(path: string): Promise<void>
}

/** For command lines on a cluster that is open already: there are no others. */
export const noClusters: Clusters = {
  current: () => DEFAULT,
  use: refuseClusters,
  path: refuseClusters,
  exists: () => false,
  list: () => [],
  status: refuseClusters,
  create: refuseClusters,
  remove: refuseClusters,
  reset: refuseClusters,
  rekey: refuseClusters,
}

function refuseClusters(): never {
  throw new UsageError('there are no other clusters here than the one that is open')
}

const DEFAULT = 'default'

/** The clusters of the machine, with a home folder of their own. */
export const clustersIn = (directory: string, chance: Chance): Clusters => ({
  ...openHome(directory),
  status: clusterStatus,
  create: (path, options) => createCluster(path, options, chance),
  remove: deleteCluster,
  reset: (path) => resetCluster(path, chance),
  rekey: (path) => rekeyCluster(path, chance),
})

export function openHome(directory: string): Home {
  const clusters = join(directory, 'clusters')
  const config = join(directory, 'config.json')
  const path = (name: string) => join(clusters, `${checked(name)}.json`)
  const home: Home = {
    current: () => currentIn(config),
    use(name) {
      if (!home.exists(name)) throw new UsageError(`no cluster ${JSON.stringify(name)} exists`)
      const text = `${JSON.stringify({ 'current-cluster': name }, undefined, 2)}\n`
      replacePrivately(config, text)
    },
    path,
    exists: (name) => existsSync(path(name)),
    list() {
      if (!existsSync(clusters)) return []
      const files = readdirSync(clusters).filter((file) => file.endsWith('.json') && !file.startsWith('.'))
      return files.map((file) => file.slice(0, -'.json'.length)).sort()
    },
  }
  return home
}

/** A name that is one file name on every system. */
function checked(name: string): string {
  const problems = isDNS1123Subdomain(name)
  if (problems.length > 0) throw new UsageError(`invalid cluster name ${JSON.stringify(name)}: ${problems.join('; ')}`)
  return name
}

function currentIn(config: string): string {
  if (!existsSync(config)) return DEFAULT
  try {
    const name = (JSON.parse(readFileSync(config, 'utf8')) as Record<string, unknown> | null)?.['current-cluster']
    return typeof name === 'string' ? checked(name) : DEFAULT
  } catch (error) {
    throw new StateFileError(config, undefined, `it does not name the current cluster: ${(error as Error).message}`)
  }
}

/** What is known of a cluster without running it. */
export interface ClusterStatus {
  readonly name: string
  readonly path: string
  readonly settings: ClusterSettings
  /** Until when everything has happened. */
  readonly settledAt: number
  readonly revision: number
  readonly sizeBytes: number
  /** Stored objects by resource, in the order of their names. */
  readonly objects: Readonly<Record<string, number>>
  /** Reconciliations that are still to come. */
  readonly wakeups: number
  /** Those that are due already, and have been left to later commands. */
  readonly due: number
  /** What loops fail at, object by object. */
  readonly faults: readonly string[]
}

/** Looks into a state file. Undefined when there is none. */
export function clusterStatus(path: string): ClusterStatus | undefined {
  const document = jsonFile(path).read()
  if (document === undefined) return undefined
  const { settings, now, store, wakeups } = stateOf(document, [])
  const objects: Record<string, number> = Object.create(null)
  for (const { key } of document.lines.within('')) {
    const resource = key.slice(0, key.indexOf('/'))
    objects[resource] = (objects[resource] ?? 0) + 1
  }
  const planned = wakeups.toJSON()
  return {
    name: settings.name,
    path,
    settings,
    settledAt: now,
    revision: store.revision,
    sizeBytes: statSync(path).size,
    objects,
    wakeups: planned.length,
    due: planned.filter(({ at }) => at <= now).length,
    faults: planned.flatMap(({ fault }) => fault ?? []),
  }
}

/** Makes a cluster in a file that is not there yet. */
export async function createCluster(path: string, options: NewClusterOptions, chance: Chance): Promise<void> {
  if (existsSync(path)) throw new UsageError(`a cluster exists in ${path} already`)
  const cluster = await Cluster.open({ state: path, create: options, chance })
  await cluster.close()
}

/** Takes a cluster's file away, when nobody is at work on it. */
export async function deleteCluster(path: string): Promise<void> {
  const disk = jsonFile(path)
  if (disk.version() === undefined) throw new UsageError(`there is no cluster in ${path}`)
  const lock = await disk.lock(pause)
  try {
    disk.remove()
  } finally {
    lock.release()
  }
}

/** Gives a cluster a key of the machine's chance, in the place of whatever it has signed tokens with. */
export async function rekeyCluster(path: string, chance: Chance): Promise<void> {
  if (!existsSync(path)) throw new UsageError(`there is no cluster in ${path}`)
  const cluster = await Cluster.open({ state: path, create: false })
  await cluster.setTokenKey(newTokenKey(chance))
  await cluster.close()
}

/** Back to what the cluster was when it was made: the same settings, images and machines. A key of its own is a new one. */
export async function resetCluster(path: string, chance: Chance): Promise<void> {
  const document = jsonFile(path).read()
  if (document === undefined) throw new UsageError(`there is no cluster in ${path}`)
  const { settings, images, store } = stateOf(document, [])
  const workers = store.list('machines').filter(({ metadata }) => metadata.name.startsWith('worker-')).length
  await deleteCluster(path)
  const key = settings.tokenKey === undefined ? {} : { tokenKey: newTokenKey(chance) }
  await createCluster(path, { ...settings, ...key, images, workers }, chance)
}
