import type { Strategy } from '../../../api/contract/strategy.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { Role } from '../../../model/objects/types.js'
import { checkRole, ruleErrors } from '../rules/index.js'

/** How its objects are made, changed and deleted (`pkg/registry/rbac/role/strategy.go`). */
export const roleStrategy: Strategy<Role> = {
  example: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'pod-reader', namespace: 'default' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
  },
  nameRule: isPathSegmentName,
  madeByUpdate: true,
  begin: (draft, admission, previous) => checkRole(draft, admission, 'roles', previous),
  validate: ({ rules }) => ruleErrors(rules, true),
}
