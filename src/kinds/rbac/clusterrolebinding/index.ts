/** ClusterRoleBinding: who has the rights of a cluster role everywhere. */
import type { Kind } from '../../../api/contract/kind.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { ClusterRoleBinding } from '../../../model/objects/types.js'
import { bindingColumns, bindingErrors, checkBinding, setBindingDefaults } from '../rules/index.js'

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
  admit: (draft, admission, previous) => checkBinding(draft, admission, 'clusterrolebindings', previous),
  validate: (binding, previous) => bindingErrors(binding, previous, false),
  columns: bindingColumns('clusterRoleBinding'),
  describe: async (object) => (await import('../rules/describe.js')).describeBinding(object),
  capabilities: { grants: 'subjects' },
}
