import type { Admission } from '../../../api/contract/admission.js'
import { forbidden, notFound } from '../../../api/contract/status-errors.js'
import type { User } from '../../../api/contract/user.js'
import { authorize, escalation, inRbac, isPrivileged, rbacGroup, rulesOf } from '../../../api/rbac/index.js'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'

type AnyRole = Role | ClusterRole
type AnyBinding = RoleBinding | ClusterRoleBinding

/**
 * Nobody gives a role rights that they have not got themselves, unless they may `escalate` it
 * (`pkg/registry/rbac/role/policybased`, and `clusterrole`). Throws Forbidden.
 */
export function checkRole(draft: AnyRole, { user, reader }: Admission, resource: string, previous?: AnyRole): void {
  if (user === undefined || isPrivileged(user)) return
  if (previous !== undefined && sameRights(draft, previous)) return
  const { name, namespace = '' } = draft.metadata
  const asked = { verb: 'escalate', resource, name: previous === undefined ? '' : name, namespace }
  if (isAllowed({ user, reader }, asked)) return
  const missing = escalation(reader, user, namespace, draft.rules ?? [])
  if (missing !== undefined) throw forbidden(inRbac(resource), name, missing)
  if (isAggregated(draft) && escalation(reader, user, '', everything) !== undefined) {
    throw forbidden(inRbac(resource), name, 'must have cluster-admin privileges to use an aggregationRule')
  }
}

const sameRights = (a: AnyRole, b: AnyRole) =>
  deepEqual(a.rules ?? [], b.rules ?? []) && deepEqual(aggregationOf(a), aggregationOf(b))
const aggregationOf = (role: AnyRole) => ('aggregationRule' in role ? role.aggregationRule : undefined) ?? {}
const isAggregated = (role: AnyRole) => 'aggregationRule' in role && role.aggregationRule !== undefined

/** What an aggregated role may come to hold. */
const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

/**
 * Nobody binds a role whose rights they have not got themselves, unless they may `bind` it
 * (`pkg/registry/rbac/rolebinding/policybased`, and `clusterrolebinding`). Throws Forbidden.
 */
export function checkBinding(draft: AnyBinding, admission: Admission, resource: string, previous?: AnyBinding): void {
  const { user, reader } = admission
  if (user === undefined || isPrivileged(user)) return
  if (previous !== undefined && sameBinding(draft, previous)) return
  const { name, namespace = '' } = draft.metadata
  const { kind, name: role } = draft.roleRef ?? {}
  // What names no role is refused by the validation.
  if (!kind) return
  const roles = kind === 'ClusterRole' ? 'clusterroles' : 'roles'
  if (isAllowed({ user, reader }, { verb: 'bind', resource: roles, name: role, namespace })) return
  const rules = rulesOf(reader, draft.roleRef, namespace)
  // Kubernetes tells it of the binding's resource.
  if (typeof rules === 'string') throw notFound(inRbac(resource), role)
  const missing = escalation(reader, user, namespace, rules)
  if (missing !== undefined) throw forbidden(inRbac(resource), name, missing)
}

const sameBinding = (a: AnyBinding, b: AnyBinding) =>
  deepEqual(a.roleRef, b.roleRef) && deepEqual(a.subjects ?? [], b.subjects ?? [])

interface Asked {
  readonly verb: string
  readonly resource: string
  readonly name: string
  readonly namespace: string
}

function isAllowed({ user, reader }: { user: User; reader: Admission['reader'] }, asked: Asked): boolean {
  return authorize(reader, user, { ...asked, group: rbacGroup, subresource: '' }).allowed
}
