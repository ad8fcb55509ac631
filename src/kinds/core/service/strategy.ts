import type { Strategy } from '../../../api/contract/strategy.js'
import { isDNS1123Label } from '../../../model/objects/names.js'
import type { Service } from '../../../model/objects/types.js'
import { allocate } from './allocation.js'
import { setDefaults } from './defaults.js'
import { validate } from './validation.js'
import { warnings } from './warnings.js'
import { serviceWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/service/strategy.go`). */
export const serviceStrategy: Strategy<Service> = {
  example: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    status: {},
  },
  nameRule: isDNS1123Label,
  madeByUpdate: true,
  answersDeleted: true,
  setDefaults,
  prepare(draft, previous) {
    if (previous === undefined) draft.status = { loadBalancer: {} }
  },
  begin: allocate,
  validate,
  warnings,
  writers: serviceWriters,
}
