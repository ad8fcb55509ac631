/** Sandbox: the simulator's record of what a node's container runtime holds of a pod. Not served. */
import type { Kind } from '../../../api/contract/kind.js'
import type { Sandbox } from '../../../model/objects/machine.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const sandbox: Kind<Sandbox> = {
  names: { group: 'kubesim', version: 'v1', kind: 'Sandbox', plural: 'sandboxes', singular: 'sandbox', short: [] },
  scope: 'Namespaced',
  served: false,
  example: {
    apiVersion: 'kubesim/v1',
    kind: 'Sandbox',
    metadata: { name: 'web', namespace: 'default' },
    node: 'worker-1',
    podUid: '00000000-0000-4000-8000-000000000000',
    ip: '10.244.1.2',
    containers: {},
  },
  setDefaults() {},
  validate: () => [],
  columns: [nameColumn, ageColumn],
  describe: async () => [],
  capabilities: {},
}
