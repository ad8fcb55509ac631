import type { Kind } from '../../../api/contract/kind.js'
import type { ClusterRole } from '../../../model/objects/types.js'

/** ClusterRole: what may be done in the whole cluster, or wherever a RoleBinding gives it. */
export const clusterRole: Kind<ClusterRole> = {
  names: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'ClusterRole',
    plural: 'clusterroles',
    singular: 'clusterrole',
    short: [],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.rbac.v1.ClusterRole',
  columns: async () => (await import('../rules/index.js')).roleColumns,
  describe: async (object) => (await import('../rules/describe.js')).describeRole(object),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
