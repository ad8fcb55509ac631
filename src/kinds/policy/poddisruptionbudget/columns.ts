import type { Columns } from '../../../api/contract/kind.js'
import type { PodDisruptionBudget } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const columns: Columns<PodDisruptionBudget> = [
  nameColumn,
  {
    name: 'Min Available',
    description: 'The minimum number of pods that must be available.',
    value: ({ spec }) => shown(spec.minAvailable),
  },
  {
    name: 'Max Unavailable',
    description: 'The maximum number of pods that may be unavailable.',
    value: ({ spec }) => shown(spec.maxUnavailable),
  },
  {
    name: 'Allowed Disruptions',
    type: 'integer',
    description: 'Calculated number of pods that may be disrupted at this time.',
    value: ({ status }) => status.disruptionsAllowed ?? 0,
  },
  ageColumn,
]

const shown = (amount: string | number | undefined) => (amount === undefined ? 'N/A' : String(amount))
