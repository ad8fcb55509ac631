import type { Kind } from '../../../api/contract/kind.js'
import type { PriorityClass } from '../../../model/objects/types.js'

/** PriorityClass: a number by name, by which pods stand before others. */
export const priorityClass: Kind<PriorityClass> = {
  names: {
    group: 'scheduling.k8s.io',
    version: 'v1',
    kind: 'PriorityClass',
    plural: 'priorityclasses',
    singular: 'priorityclass',
    short: ['pc'],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.scheduling.v1.PriorityClass',
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
}
