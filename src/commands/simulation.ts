import { UsageError } from '../api/errors.js'
import type { Cluster } from '../cluster/cluster.js'
import type { Context } from './command.js'

/** The simulation behind the client, for commands that no Kubernetes API has. */
export function simulationOf({ cluster }: Context): Cluster {
  if (cluster === undefined) throw new UsageError('this command works on a local cluster only')
  return cluster
}
