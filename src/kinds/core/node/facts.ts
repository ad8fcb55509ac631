import type { Kind } from '../../../api/contract/kind.js'
import type { Node } from '../../../model/objects/types.js'
import { withHeartbeats } from './heartbeats.js'

/** Node: what a kubelet says of its machine. Heartbeats are computed when a node is read, not stored. */
export const node: Kind<Node> = {
  names: { group: '', version: 'v1', kind: 'Node', plural: 'nodes', singular: 'node', short: ['no'] },
  scope: 'Cluster',
  definition: 'io.k8s.api.core.v1.Node',
  observe: withHeartbeats,
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
  columns: async () => (await import('./columns.js')).nodeColumns,
  describe: async (object, view) => (await import('./describe.js')).describeNode(object, view),
}
