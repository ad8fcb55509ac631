/** Service: a name and an address for whatever its selector finds. */
import type { Kind } from '../../../api/contract/kind.js'
import { isDNS1123Label } from '../../../model/objects/names.js'
import type { Service } from '../../../model/objects/types.js'
import { serviceWriters } from '../../writers.js'
import { admit } from './admission.js'
import { capabilities } from './capabilities.js'
import { columns } from './columns.js'
import { setDefaults } from './defaults.js'
import { validate } from './validation.js'
import { warnings } from './warnings.js'

export const service: Kind<Service> = {
  names: {
    group: '',
    version: 'v1',
    kind: 'Service',
    plural: 'services',
    singular: 'service',
    short: ['svc'],
    categories: ['all'],
  },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Service',
  example: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    status: {},
  },
  subresources: ['proxy', 'status'],
  nameRule: isDNS1123Label,
  madeByUpdate: true,
  answersDeleted: true,
  setDefaults,
  prepare(draft, previous) {
    if (previous === undefined) draft.status = { loadBalancer: {} }
  },
  admit,
  validate,
  warnings,
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
  writers: serviceWriters,
  columns,
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
  capabilities,
}
