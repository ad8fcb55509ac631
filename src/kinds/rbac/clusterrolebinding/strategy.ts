import type { Strategy } from '../../../api/contract/strategy.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { ClusterRoleBinding } from '../../../model/objects/types.js'
import { bindingErrors, checkBinding, setBindingDefaults } from '../rules/index.js'

/** How its objects are made, changed and deleted (`pkg/registry/rbac/clusterrolebinding/strategy.go`). */
export const clusterRoleBindingStrategy: Strategy<ClusterRoleBinding> = {
  example: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'read-nodes' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'node-reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
  },
  nameRule: isPathSegmentName,
  madeByUpdate: true,
  setDefaults: setBindingDefaults,
  begin: (draft, admission, previous) => checkBinding(draft, admission, 'clusterrolebindings', previous),
  validate: (binding, previous) => bindingErrors(binding, previous, false),
}
