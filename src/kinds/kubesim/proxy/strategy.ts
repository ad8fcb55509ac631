import type { Strategy } from '../../../api/contract/strategy.js'
import type { ProxyRecord } from '../../../model/objects/machine.js'
import { proxyFault } from '../records.js'

/** The simulator writes its records as they are. */
export const proxyStrategy: Strategy<ProxyRecord> = {
  example: {
    apiVersion: 'kubesim/v1',
    kind: 'Proxy',
    metadata: { name: 'worker-1' },
    rounds: { 'default/web:http': 1 },
    affinities: {},
  },
  storedFault: proxyFault,
}
