import type { Kind } from '../../../api/contract/kind.js'
import type { ServiceAccount } from '../../../model/objects/types.js'

/** ServiceAccount: whom a pod's processes are to the API server. */
export const serviceAccount: Kind<ServiceAccount> = {
  names: {
    group: '',
    version: 'v1',
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    singular: 'serviceaccount',
    short: ['sa'],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.ServiceAccount',
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
}
