import type { Kind } from '../../../api/contract/kind.js'
import type { ReplicationController } from '../../../model/objects/types.js'

/** ReplicationController: a number of pods of one template, found by equal labels. */
export const replicationController: Kind<ReplicationController> = {
  names: {
    group: '',
    version: 'v1',
    kind: 'ReplicationController',
    plural: 'replicationcontrollers',
    singular: 'replicationcontroller',
    short: ['rc'],
    categories: ['all'],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.ReplicationController',
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  columns: async () => (await import('./columns.js')).replicationControllerColumns,
  describe: async (object, view) => (await import('./describe.js')).describeReplicationController(object, view),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
