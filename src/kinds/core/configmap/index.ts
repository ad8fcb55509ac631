/** ConfigMap: configuration as keys and texts. */
import type { Kind } from '../../../api/contract/kind.js'
import type { ConfigMap } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { configMapWriters } from '../../writers.js'
import { validate } from './validation.js'

export const configMap: Kind<ConfigMap> = {
  names: { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', singular: 'configmap', short: ['cm'] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.ConfigMap',
  example: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'default' },
    data: { a: '1' },
  },
  setDefaults() {},
  validate,
  writers: configMapWriters,
  columns: [
    nameColumn,
    {
      name: 'Data',
      description: 'How many keys the configuration has.',
      value: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    },
    ageColumn,
  ],
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
  capabilities: {},
}
