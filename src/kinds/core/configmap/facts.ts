import type { Kind } from '../../../api/contract/kind.js'
import type { ConfigMap } from '../../../model/objects/types.js'

/** ConfigMap: configuration as keys and texts. */
export const configMap: Kind<ConfigMap> = {
  names: { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', singular: 'configmap', short: ['cm'] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.ConfigMap',
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
}
