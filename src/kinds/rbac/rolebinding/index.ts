/** RoleBinding: who has the rights of a role in one namespace. */
import type { Kind } from '../../../api/contract/kind.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { RoleBinding } from '../../../model/objects/types.js'
import { bindingColumns, bindingErrors, checkBinding, setBindingDefaults } from '../rules/index.js'

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
  example: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'read-pods', namespace: 'default' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'pod-reader' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
  },
  nameRule: isPathSegmentName,
  madeByUpdate: true,
  setDefaults: setBindingDefaults,
  admit: (draft, admission, previous) => checkBinding(draft, admission, 'rolebindings', previous),
  validate: (binding, previous) => bindingErrors(binding, previous, true),
  columns: bindingColumns('roleBinding'),
  describe: async (object) => (await import('../rules/describe.js')).describeBinding(object),
  capabilities: { grants: 'subjects' },
}
