import type { Columns } from '../../../api/contract/kind.js'
import type { ServiceAccount } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const columns: Columns<ServiceAccount> = [
  nameColumn,
  {
    name: 'Secrets',
    description: 'How many secrets pods of this account may use.',
    until: '1.35',
    value: ({ secrets }) => (secrets ?? []).length,
  },
  ageColumn,
]
