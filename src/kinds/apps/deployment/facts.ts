import type { Kind } from '../../../api/contract/kind.js'
import type { Deployment } from '../../../model/objects/types.js'

/** Deployment: replica sets of one template after another. */
export const deployment: Kind<Deployment> = {
  names: {
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    plural: 'deployments',
    singular: 'deployment',
    short: ['deploy'],
    categories: ['all'],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.apps.v1.Deployment',
  columns: async () => (await import('./columns.js')).deploymentColumns,
  describe: async (object, view) => (await import('./describe.js')).describeDeployment(object, view),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
