/** EndpointSlice: up to a hundred of the addresses behind a service, with what is known of each. */
import type { Kind } from '../../../api/contract/kind.js'
import type { EndpointSlice } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/paths.js'
import { ageColumn, listOfThree, nameColumn } from '../../columns.js'
import { endpointsWriters } from '../../writers.js'
import { validate } from './validation.js'

export const endpointSlice: Kind<EndpointSlice> = {
  names: {
    group: 'discovery.k8s.io',
    version: 'v1',
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    singular: 'endpointslice',
    short: [],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.discovery.v1.EndpointSlice',
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
  columns: [
    nameColumn,
    {
      name: 'AddressType',
      description: 'The type of address carried by this slice.',
      value: ({ addressType }) => addressType,
    },
    {
      name: 'Ports',
      description: 'The ports that every endpoint of this slice has.',
      value: ({ ports }) =>
        listOfThree(
          (ports ?? []).map(({ port, name }) => String(port ?? name ?? '*')),
          '<unset>',
        ),
    },
    {
      name: 'Endpoints',
      description: 'The endpoints of this slice.',
      value: ({ endpoints }) =>
        listOfThree(
          (endpoints ?? []).flatMap(({ addresses }) => addresses),
          '<unset>',
        ),
    },
    ageColumn,
  ],
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
  capabilities: {},
}
