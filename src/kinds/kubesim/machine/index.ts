/** Machine: the simulator's record of the machine under a node. Not served; nobody but our own code writes it. */
import type { Kind } from '../../../api/contract/kind.js'
import type { Machine } from '../../../model/objects/machine.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const machine: Kind<Machine> = {
  names: { group: 'kubesim', version: 'v1', kind: 'Machine', plural: 'machines', singular: 'machine', short: [] },
  scope: 'Cluster',
  served: false,
  example: {
    apiVersion: 'kubesim/v1',
    kind: 'Machine',
    metadata: { name: 'worker-1' },
    kubelet: { running: true, since: 0 },
    kubeProxy: { running: true, since: 0 },
    power: { on: true, since: 0 },
  },
  setDefaults() {},
  validate: () => [],
  columns: [nameColumn, ageColumn],
  describe: async () => [],
  capabilities: {},
}
