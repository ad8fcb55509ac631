import type { Kind } from '../../../api/contract/kind.js'
import { customKinds } from '../customresource/facts.js'
import type { CustomResourceDefinition } from './types.js'

/** CustomResourceDefinition: kinds that users bring (`pkg/registry/customresourcedefinition` of apiextensions-apiserver). */
export const customResourceDefinition: Kind<CustomResourceDefinition> = {
  names: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    singular: 'customresourcedefinition',
    short: ['crd', 'crds'],
    categories: ['api-extensions'],
  },
  scope: 'Cluster',
  storedAs: 'v1beta1',
  definition: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  defines: customKinds,
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('../../describe/generic.js')).describeGeneric(object, view),
}
