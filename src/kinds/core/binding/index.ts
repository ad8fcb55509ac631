/** Binding: gives a pod its node. The older form of what is created below the pod itself (`LegacyBindingREST`). */
import type { Kind } from '../../../api/contract/kind.js'
import { nameColumn } from '../../columns.js'

export const binding: Kind = {
  names: { group: '', version: 'v1', kind: 'Binding', plural: 'bindings', singular: 'binding', short: [] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Binding',
  example: {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'web', namespace: 'default' },
    target: { apiVersion: 'v1', kind: 'Node', name: 'worker-1' },
  },
  verbs: ['create'],
  standsFor: { resource: 'pods', subresource: 'binding' },
  setDefaults() {},
  validate: () => [],
  columns: [nameColumn],
  describe: async () => [],
  capabilities: {},
}
