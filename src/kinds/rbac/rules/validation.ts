import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import { rbacGroup } from '../../../api/rbac/index.js'
import { isDNS1123Subdomain, isPathSegmentName } from '../../../model/objects/names.js'
import type { ClusterRoleBinding, PolicyRule, RoleBinding, Subject } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { deepEqual } from '../../../model/values/json-values.js'

/** `ValidatePolicyRule` of `pkg/apis/rbac/validation`, for each rule of a role. */
export function ruleErrors(rules: readonly PolicyRule[] | null | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, index) => errorsOf(rule, namespaced, `rules[${index}]`))
}

function errorsOf(rule: PolicyRule, namespaced: boolean, at: string): FieldError[] {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const errors: FieldError[] = []
  if ((rule.verbs ?? []).length === 0) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'))
  if (nonResourceURLs.length > 0) {
    const problem = (why: string) => errors.push(invalidValue(`${at}.nonResourceURLs`, nonResourceURLs, why))
    if (namespaced) problem('namespaced rules cannot apply to non-resource URLs')
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      problem('rules cannot apply to both regular resources and non-resource URLs')
    }
    return errors
  }
  if (apiGroups.length === 0) {
    errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'))
  }
  if (resources.length === 0) {
    errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'))
  }
  return errors
}

type Binding = RoleBinding | ClusterRoleBinding

/** `SetDefaults_RoleBinding` and `SetDefaults_Subject`: users and groups are of the RBAC group, accounts of the core. */
export function setBindingDefaults(draft: Binding): void {
  if (draft.roleRef !== undefined && !draft.roleRef.apiGroup) draft.roleRef.apiGroup = rbacGroup
  for (const subject of draft.subjects ?? []) {
    if (!subject.apiGroup && (subject.kind === 'User' || subject.kind === 'Group')) subject.apiGroup = rbacGroup
  }
}

/** `ValidateRoleBinding` and `ValidateRoleBindingUpdate`, and those of cluster role bindings. */
export function bindingErrors(binding: Binding, previous: Binding | undefined, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = []
  const { apiGroup = '', kind = '', name = '' } = binding.roleRef ?? {}
  if (apiGroup !== rbacGroup) errors.push(notSupported('roleRef.apiGroup', apiGroup, [rbacGroup]))
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds))
  if (name === '') errors.push(required('roleRef.name'))
  else for (const detail of isPathSegmentName(name)) errors.push(invalidValue('roleRef.name', name, detail))
  const subjects = (binding.subjects ?? []).flatMap((one, index) =>
    subjectErrors(one, namespaced, `subjects[${index}]`),
  )
  append(errors, subjects)
  if (previous !== undefined && !deepEqual(previous.roleRef, binding.roleRef)) {
    errors.push(invalidValue('roleRef', goRoleRef(binding.roleRef), 'cannot change roleRef'))
  }
  return errors
}

const goRoleRef = ({ apiGroup, kind, name }: Binding['roleRef']) =>
  new GoStruct({ APIGroup: apiGroup, Kind: kind, Name: name })

/** `ValidateRoleBindingSubject`. */
function subjectErrors(subject: Subject, namespaced: boolean, at: string): FieldError[] {
  const { kind = '', name = '', apiGroup = '', namespace = '' } = subject
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${at}.name`))
  if (kind === 'ServiceAccount') {
    if (name !== '') {
      for (const detail of isDNS1123Subdomain(name)) errors.push(invalidValue(`${at}.name`, name, detail))
    }
    if (apiGroup !== '') errors.push(notSupported(`${at}.apiGroup`, apiGroup, ['']))
    if (!namespaced && namespace === '') errors.push(required(`${at}.namespace`))
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== rbacGroup) errors.push(notSupported(`${at}.apiGroup`, apiGroup, [rbacGroup]))
  } else {
    errors.push(notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group']))
  }
  return errors
}
