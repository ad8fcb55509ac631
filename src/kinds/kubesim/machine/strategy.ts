import type { Strategy } from '../../../api/contract/strategy.js'
import type { Machine } from '../../../model/objects/machine.js'
import { instantFault } from '../records.js'

/** The simulator writes its records as they are. */
export const machineStrategy: Strategy<Machine> = {
  example: {
    apiVersion: 'kubesim/v1',
    kind: 'Machine',
    metadata: { name: 'worker-1' },
    kubelet: { running: true, since: 0 },
    kubeProxy: { running: true, since: 0 },
    power: { on: true, since: 0 },
  },
  storedFault: instantFault,
}
