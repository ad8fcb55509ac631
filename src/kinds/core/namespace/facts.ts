import type { Kind } from '../../../api/contract/kind.js'
import type { Namespace } from '../../../model/objects/types.js'

/** Namespace: where names are unique, and what is deleted together. */
export const namespace: Kind<Namespace> = {
  names: { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', singular: 'namespace', short: ['ns'] },
  scope: 'Cluster',
  definition: 'io.k8s.api.core.v1.Namespace',
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  selectableFields: { 'status.phase': ({ status }) => status.phase ?? '', name: ({ metadata }) => metadata.name },
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
}
