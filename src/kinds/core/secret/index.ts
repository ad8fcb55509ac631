/** Secret: what only those who need it should read, as keys and base64. */
import type { Kind } from '../../../api/contract/kind.js'
import type { Secret } from '../../../model/objects/types.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { mergeStringData } from './data.js'
import { validate } from './validation.js'
import { warnings } from './warnings.js'

export const secret: Kind<Secret> = {
  names: { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', singular: 'secret', short: [] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Secret',
  example: {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'password', namespace: 'default' },
    data: { password: 'aHVudGVyMg==' },
  },
  setDefaults(draft) {
    mergeStringData(draft)
    draft.type ||= 'Opaque'
  },
  validate,
  warnings,
  selectableFields: { type: ({ type }) => type ?? '' },
  columns: [
    nameColumn,
    {
      name: 'Type',
      description: 'Used to facilitate programmatic handling of secret data.',
      value: ({ type }) => type ?? '',
    },
    { name: 'Data', description: 'How many keys the secret has.', value: ({ data }) => Object.keys(data ?? {}).length },
    ageColumn,
  ],
  describe: async (object) => (await import('./describe.js')).describe(object),
  capabilities: {},
}
