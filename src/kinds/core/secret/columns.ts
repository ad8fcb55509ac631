import type { Columns } from '../../../api/contract/kind.js'
import type { Secret } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const columns: Columns<Secret> = [
  nameColumn,
  {
    name: 'Type',
    description: 'Used to facilitate programmatic handling of secret data.',
    value: ({ type }) => type ?? '',
  },
  { name: 'Data', description: 'How many keys the secret has.', value: ({ data }) => Object.keys(data ?? {}).length },
  ageColumn,
]
