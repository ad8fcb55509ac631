import type { Columns } from '../../../api/contract/kind.js'
import type { Namespace } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const columns: Columns<Namespace> = [
  nameColumn,
  { name: 'Status', description: 'The status of the namespace', value: ({ status }) => status.phase ?? '' },
  ageColumn,
]
