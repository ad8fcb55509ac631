/** Role: what may be done in one namespace. */
import type { Kind } from '../../../api/contract/kind.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { Role } from '../../../model/objects/types.js'
import { checkRole, roleColumns, ruleErrors } from '../rules/index.js'

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
  example: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'pod-reader', namespace: 'default' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
  },
  nameRule: isPathSegmentName,
  madeByUpdate: true,
  setDefaults() {},
  admit: (draft, admission, previous) => checkRole(draft, admission, 'roles', previous),
  validate: ({ rules }) => ruleErrors(rules, true),
  columns: roleColumns,
  describe: async (object) => (await import('../rules/describe.js')).describeRole(object),
  capabilities: { grants: 'rules' },
}
