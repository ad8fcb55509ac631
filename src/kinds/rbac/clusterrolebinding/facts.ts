import type { Kind } from '../../../api/contract/kind.js'
import type { ClusterRoleBinding } from '../../../model/objects/types.js'

/** ClusterRoleBinding: who has the rights of a cluster role everywhere. */
export const clusterRoleBinding: Kind<ClusterRoleBinding> = {
  names: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    singular: 'clusterrolebinding',
    short: [],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.rbac.v1.ClusterRoleBinding',
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object) => (await import('../rules/describe.js')).describeBinding(object),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
