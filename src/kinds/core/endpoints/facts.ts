import type { Kind } from '../../../api/contract/kind.js'
import type { Endpoints } from '../../../model/objects/types.js'

/** Endpoints: the addresses behind a service, all in one object; superseded by EndpointSlices. */
export const endpoints: Kind<Endpoints> = {
  names: { group: '', version: 'v1', kind: 'Endpoints', plural: 'endpoints', singular: 'endpoints', short: ['ep'] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Endpoints',
  deprecated: {
    since: '1.33',
    warning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  },
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
}
