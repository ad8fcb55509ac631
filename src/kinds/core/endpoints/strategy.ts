import type { Strategy } from '../../../api/contract/strategy.js'
import type { Endpoints } from '../../../model/objects/types.js'
import { validate } from './validation.js'
import { endpointsWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/endpoints/strategy.go`). */
export const endpointsStrategy: Strategy<Endpoints> = {
  example: {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'web', namespace: 'default' },
    subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }],
  },
  madeByUpdate: true,
  setDefaults(draft) {
    for (const { ports } of draft.subsets ?? []) for (const port of ports ?? []) port.protocol ||= 'TCP'
  },
  validate,
  writers: endpointsWriters,
}
