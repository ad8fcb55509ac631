import type { Kind } from '../../../api/contract/kind.js'
import type { ReplicaSet } from '../../../model/objects/types.js'

/** ReplicaSet: a number of pods of one template; most of them belong to a Deployment. */
export const replicaSet: Kind<ReplicaSet> = {
  names: {
    group: 'apps',
    version: 'v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    singular: 'replicaset',
    short: ['rs'],
    categories: ['all'],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.apps.v1.ReplicaSet',
  columns: async () => (await import('./columns.js')).replicaSetColumns,
  describe: async (object, view) => (await import('./describe.js')).describeReplicaSet(object, view),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
