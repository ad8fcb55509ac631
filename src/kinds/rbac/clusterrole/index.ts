/** ClusterRole: what may be done in the whole cluster, or wherever a RoleBinding gives it. */
import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, required } from '../../../api/contract/field-errors.js'
import type { Kind } from '../../../api/contract/kind.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { ClusterRole } from '../../../model/objects/types.js'
import { validateLabelSelector } from '../../podtemplate/index.js'
import { checkRole, roleColumns, ruleErrors } from '../rules/index.js'

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
  example: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'node-reader' },
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] }],
  },
  nameRule: isPathSegmentName,
  madeByUpdate: true,
  setDefaults() {},
  admit: (draft, admission, previous) => checkRole(draft, admission, 'clusterroles', previous),
  validate,
  columns: roleColumns,
  describe: async (object) => (await import('../rules/describe.js')).describeRole(object),
  capabilities: { grants: 'rules' },
}

/** `ValidateClusterRole`. */
function validate({ rules, aggregationRule }: ClusterRole): FieldError[] {
  const selectors = aggregationRule?.clusterRoleSelectors ?? []
  const why = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
  const missing = aggregationRule !== undefined && selectors.length === 0
  const wrong = [
    ...(missing ? [required('aggregationRule.clusterRoleSelectors', why)] : []),
    ...selectors.flatMap((selector, index) => {
      const path = `aggregationRule.clusterRoleSelectors[${index}]`
      const errors = validateLabelSelector(selector, path)
      // What cannot be made of it is shown.
      return errors.length === 0 ? [] : [...errors, invalidValue(path, null, 'invalid label selector.')]
    }),
  ]
  return [...ruleErrors(rules, false), ...wrong]
}
