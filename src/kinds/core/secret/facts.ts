import type { Kind } from '../../../api/contract/kind.js'
import type { Secret } from '../../../model/objects/types.js'

/** Secret: what only those who need it should read, as keys and base64. */
export const secret: Kind<Secret> = {
  names: { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', singular: 'secret', short: [] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Secret',
  selectableFields: { type: ({ type }) => type ?? '' },
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object) => (await import('./describe.js')).describe(object),
}
