import type { Kind } from '../../../api/contract/kind.js'
import type { Sandbox } from '../../../model/objects/machine.js'
import { ageColumn, nameColumn } from '../../columns.js'

/** Sandbox: the simulator's record of what a node's container runtime holds of a pod. Not served. */
export const sandbox: Kind<Sandbox> = {
  names: { group: 'kubesim', version: 'v1', kind: 'Sandbox', plural: 'sandboxes', singular: 'sandbox', short: [] },
  scope: 'Namespaced',
  served: false,
  columns: () => [nameColumn, ageColumn],
}
