import type { Kind } from '../../../api/contract/kind.js'

/** Binding: gives a pod its node. The older form of what is created below the pod itself (`LegacyBindingREST`). */
export const binding: Kind = {
  names: { group: '', version: 'v1', kind: 'Binding', plural: 'bindings', singular: 'binding', short: [] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Binding',
  verbs: ['create'],
}
