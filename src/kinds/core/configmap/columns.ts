import type { Columns } from '../../../api/contract/kind.js'
import type { ConfigMap } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const columns: Columns<ConfigMap> = [
  nameColumn,
  {
    name: 'Data',
    description: 'How many keys the configuration has.',
    value: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
  },
  ageColumn,
]
