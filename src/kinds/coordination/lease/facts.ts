import type { Kind } from '../../../api/contract/kind.js'
import type { Lease } from '../../../model/objects/types.js'
import { observe } from './observation.js'

/** Lease: who holds something, and since when it has not been heard of. */
export const lease: Kind<Lease> = {
  names: {
    group: 'coordination.k8s.io',
    version: 'v1',
    kind: 'Lease',
    plural: 'leases',
    singular: 'lease',
    short: [],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.coordination.v1.Lease',
  observe,
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('../../describe/index.js')).describeGeneric(object, view),
}
