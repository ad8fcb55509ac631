import type { Kind } from '../../../api/contract/kind.js'
import type { PodDisruptionBudget } from '../../../model/objects/types.js'

/** PodDisruptionBudget: how many of some pods must stay, or may go at once, when pods are evicted. */
export const podDisruptionBudget: Kind<PodDisruptionBudget> = {
  names: {
    group: 'policy',
    version: 'v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    singular: 'poddisruptionbudget',
    short: ['pdb'],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.policy.v1.PodDisruptionBudget',
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
}
