import type { Kind } from '../../../api/contract/kind.js'
import type { RoleBinding } from '../../../model/objects/types.js'

/** RoleBinding: who has the rights of a role in one namespace. */
export const roleBinding: Kind<RoleBinding> = {
  names: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'RoleBinding',
    plural: 'rolebindings',
    singular: 'rolebinding',
    short: [],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.rbac.v1.RoleBinding',
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object) => (await import('../rules/describe.js')).describeBinding(object),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
