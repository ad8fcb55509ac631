/**
 * The library: clusters for tests and tools, in memory or in a file.
 *
 * ```ts
 * import { Cluster } from 'kubesim'
 *
 * const cluster = await Cluster.open({ create: { clock: 'virtual' } })
 * await cluster.run(['create', 'deployment', 'web', '--image=nginx'])
 * const { stdout } = await cluster.run(['get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}'])
 * await cluster.close()
 * ```
 */
import type { OpenOptions } from './cluster/cluster.js'
import { openRunnable, type RunnableCluster } from './process/run.js'

export type { Client, ListQuery, Target, WatchEvent } from './api/contract/client.js'
export { ApiError } from './api/contract/errors.js'
export type { ResourceInfo } from './api/contract/names.js'
export type { NewClusterOptions, OpenOptions } from './cluster/cluster.js'
export type { KubeList, KubeObject } from './model/objects/object.js'
export type { ClusterSettings } from './model/objects/settings.js'
export type { RunOptions, RunResult } from './process/run.js'

export type Cluster = RunnableCluster

export const Cluster = {
  /** Takes up the cluster of a state file, or makes one; without a file it lives in memory. */
  open: (options: OpenOptions = {}): Promise<Cluster> => openRunnable(options),
}
