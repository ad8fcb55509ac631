import type { Strategy } from '../../../api/contract/strategy.js'
import type { Sandbox } from '../../../model/objects/machine.js'
import { sandboxFault } from '../records.js'

/** The simulator writes its records as they are. */
export const sandboxStrategy: Strategy<Sandbox> = {
  example: {
    apiVersion: 'kubesim/v1',
    kind: 'Sandbox',
    metadata: { name: 'web', namespace: 'default' },
    node: 'worker-1',
    podUid: '00000000-0000-4000-8000-000000000000',
    ip: '10.244.1.2',
    containers: {},
  },
  storedFault: sandboxFault,
}
