import type { Columns } from '../../../api/contract/kind.js'
import { nameColumn } from '../../columns.js'
import type { ComponentStatus } from './health.js'

const health = ({ conditions = [] }: ComponentStatus) => conditions.find(({ type }) => type === 'Healthy')

export const columns: Columns<ComponentStatus> = [
  nameColumn,
  {
    name: 'Status',
    description: 'Status of the component conditions',
    value: (object) => ({ True: 'Healthy', False: 'Unhealthy', none: 'Unknown' })[health(object)?.status ?? 'none'],
  },
  {
    name: 'Message',
    description: 'Message of the component conditions',
    value: (object) => health(object)?.message ?? '',
  },
  { name: 'Error', description: 'Error of the component conditions', value: (object) => health(object)?.error ?? '' },
]
