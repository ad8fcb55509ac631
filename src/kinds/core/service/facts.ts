import type { Kind } from '../../../api/contract/kind.js'
import type { Service } from '../../../model/objects/types.js'

/** Service: a name and an address for whatever its selector finds. */
export const service: Kind<Service> = {
  names: {
    group: '',
    version: 'v1',
    kind: 'Service',
    plural: 'services',
    singular: 'service',
    short: ['svc'],
    categories: ['all'],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Service',
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
