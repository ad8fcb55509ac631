import type { Kind } from '../../../api/contract/kind.js'
import type { EndpointSlice } from '../../../model/objects/types.js'

/** EndpointSlice: up to a hundred of the addresses behind a service, with what is known of each. */
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
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
}
