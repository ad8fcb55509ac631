import type { Columns } from '../../../api/contract/kind.js'
import type { PriorityClass } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const columns: Columns<PriorityClass> = [
  nameColumn,
  {
    name: 'Value',
    type: 'integer',
    description: 'The priority of pods of this class.',
    value: ({ value = 0 }) => value,
  },
  {
    name: 'Global-Default',
    type: 'boolean',
    description: 'Whether pods have this class that name none.',
    value: ({ globalDefault = false }) => globalDefault,
  },
  ageColumn,
  {
    name: 'PreemptionPolicy',
    description: 'Whether pods of this class may take the place of others.',
    value: ({ preemptionPolicy = '' }) => preemptionPolicy,
  },
]
