import type { Strategy } from '../../../api/contract/strategy.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { RoleBinding } from '../../../model/objects/types.js'
import { bindingErrors, checkBinding, setBindingDefaults } from '../rules/index.js'

/** How its objects are made, changed and deleted (`pkg/registry/rbac/rolebinding/strategy.go`). */
export const roleBindingStrategy: Strategy<RoleBinding> = {
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
  begin: (draft, admission, previous) => checkBinding(draft, admission, 'rolebindings', previous),
  validate: (binding, previous) => bindingErrors(binding, previous, true),
}
