import type { Column } from '../../../api/contract/table.js'
import { instantOf, timestamp } from '../../../model/objects/time.js'
import type { ClusterRoleBinding, RoleBinding, Subject } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'

/** Roles tell when they were made instead of how old they are. */
export const roleColumns: readonly Column[] = [
  nameColumn,
  {
    name: 'Created At',
    type: 'date',
    description: ageColumn.description ?? '',
    value: ({ metadata }) => timestamp(instantOf(metadata.creationTimestamp ?? undefined)),
  },
]

type Binding = RoleBinding | ClusterRoleBinding

const subjects = (kind: string, text: (subject: Subject) => string) => (binding: Binding) =>
  (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(text)
    .join(', ')

/** Columns of bindings; `where`: the kind as descriptions of columns name it. */
export const bindingColumns = (where: string): readonly Column<Binding>[] => [
  nameColumn,
  {
    name: 'Role',
    description: 'RoleRef can only reference a ClusterRole in the global namespace, or a Role where the binding is.',
    value: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`,
  },
  ageColumn,
  { name: 'Users', description: `Users in the ${where}`, wide: true, value: subjects('User', ({ name }) => name) },
  { name: 'Groups', description: `Groups in the ${where}`, wide: true, value: subjects('Group', ({ name }) => name) },
  {
    name: 'ServiceAccounts',
    description: `ServiceAccounts in the ${where}`,
    wide: true,
    value: subjects('ServiceAccount', ({ name, namespace = '' }) => `${namespace}/${name}`),
  },
]
