import type { Kind } from '../../../api/contract/kind.js'
import type { Machine } from '../../../model/objects/machine.js'
import { ageColumn, nameColumn } from '../../columns.js'

/** Machine: the simulator's record of the machine under a node. Not served; nobody but our own code writes it. */
export const machine: Kind<Machine> = {
  names: { group: 'kubesim', version: 'v1', kind: 'Machine', plural: 'machines', singular: 'machine', short: [] },
  scope: 'Cluster',
  served: false,
  columns: () => [nameColumn, ageColumn],
}
