import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, required } from '../../../api/contract/field-errors.js'
import type { Strategy } from '../../../api/contract/strategy.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { ClusterRole } from '../../../model/objects/types.js'
import { validateLabelSelector } from '../../podtemplate/index.js'
import { checkRole, ruleErrors } from '../rules/index.js'

/** How its objects are made, changed and deleted (`pkg/registry/rbac/clusterrole/strategy.go`). */
export const clusterRoleStrategy: Strategy<ClusterRole> = {
  example: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'node-reader' },
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] }],
  },
  nameRule: isPathSegmentName,
  madeByUpdate: true,
  begin: (draft, admission, previous) => checkRole(draft, admission, 'clusterroles', previous),
  validate,
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
