import type { Kind } from '../../../api/contract/kind.js'
import type { Role } from '../../../model/objects/types.js'

/** Role: what may be done in one namespace. */
export const role: Kind<Role> = {
  names: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'Role',
    plural: 'roles',
    singular: 'role',
    short: [],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.rbac.v1.Role',
  columns: async () => (await import('../rules/index.js')).roleColumns,
  describe: async (object) => (await import('../rules/describe.js')).describeRole(object),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
