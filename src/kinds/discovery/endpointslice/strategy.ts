import type { Strategy } from '../../../api/contract/strategy.js'
import type { EndpointSlice } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { endpointsWriters } from '../../core/endpoints/writers.js'
import { validate } from './validation.js'

/** How its objects are made, changed and deleted (`pkg/registry/discovery/endpointslice/strategy.go`). */
export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  example: {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace: 'default' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'] }],
    ports: [{ name: 'http', port: 80 }],
  },
  hasGeneration: true,
  /** `SetDefaults_EndpointPort` */
  setDefaults(draft) {
    for (const port of draft.ports ?? []) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  /** There is no spec; a new generation is one of everything but metadata. v1 takes no topology (`dropTopologyOnV1`). */
  prepare(draft, previous) {
    for (const endpoint of draft.endpoints ?? []) delete endpoint.deprecatedTopology
    if (previous === undefined) return
    const content = ({ addressType, endpoints, ports }: EndpointSlice) => [addressType, endpoints, ports]
    if (!deepEqual(content(draft), content(previous))) {
      draft.metadata.generation = (previous.metadata.generation ?? 0) + 1
    }
  },
  validate,
  writers: endpointsWriters,
}
