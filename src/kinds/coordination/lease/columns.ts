import type { Columns } from '../../../api/contract/kind.js'
import type { Lease } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const columns: Columns<Lease> = [
  nameColumn,
  { name: 'Holder', description: 'The identity of the holder.', value: ({ spec }) => spec.holderIdentity ?? '' },
  ageColumn,
]
