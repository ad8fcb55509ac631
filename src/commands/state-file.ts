import { UsageError } from '../api/contract/errors.js'
import type { Cluster } from '../cluster/cluster.js'
import type { Context } from './command.js'

/** The simulation behind the client, for commands that no Kubernetes API has. */
export function simulationOf({ cluster }: Context): Cluster {
  if (cluster === undefined) throw onStateFilesOnly()
  return cluster
}

/** What a command says that a server has nothing for. */
export const onStateFilesOnly = (): UsageError =>
  new UsageError('this command works on the cluster of a state file, not through a server (see --state)')
