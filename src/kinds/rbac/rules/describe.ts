import type { Line } from '../../../api/contract/description.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { ruleCells, shownRules } from '../../../model/objects/policy-rules.js'
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../../../model/objects/types.js'
import { annotationLines, labelLines, lines } from '../../describe/index.js'

const heading = ({ metadata }: KubeObject): Line[] => [
  ...lines(0, `Name:\t${metadata.name}`),
  ...labelLines('Labels', metadata.labels),
  ...annotationLines('Annotations', metadata.annotations),
]

/** `RoleDescriber` and `ClusterRoleDescriber` of kubectl. */
export function describeRole(role: Role | ClusterRole): Line[] {
  return [
    ...heading(role),
    ...lines(0, 'PolicyRule:'),
    ...lines(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs'),
    ...lines(1, '---------\t-----------------\t--------------\t-----'),
    ...shownRules(role.rules ?? []).flatMap((rule) => lines(1, ruleCells(rule).join('\t'))),
  ]
}

/** `RoleBindingDescriber` and `ClusterRoleBindingDescriber` of kubectl. */
export function describeBinding(binding: RoleBinding | ClusterRoleBinding): Line[] {
  const { roleRef, subjects = [] } = binding
  return [
    ...heading(binding),
    ...lines(0, `Role:\n  Kind:\t${roleRef.kind}\n  Name:\t${roleRef.name}\nSubjects:`),
    ...lines(1, 'Kind\tName\tNamespace'),
    ...lines(1, '----\t----\t---------'),
    ...subjects.flatMap(({ kind, name, namespace = '' }) => lines(1, `${kind}\t${name}\t${namespace}`)),
  ]
}
