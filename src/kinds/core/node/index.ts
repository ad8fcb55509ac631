/** Node: what a kubelet says of its machine. Heartbeats are computed when a node is read, not stored. */
import type { Kind } from '../../../api/contract/kind.js'
import type { Node } from '../../../model/objects/types.js'
import { nodeColumns } from './columns.js'
import { setNodeDefaults, taintNewNode } from './defaults.js'
import { withHeartbeats } from './heartbeats.js'
import { validateNode } from './validation.js'
import { nodeWriters } from './writers.js'

export const node: Kind<Node> = {
  names: { group: '', version: 'v1', kind: 'Node', plural: 'nodes', singular: 'node', short: ['no'] },
  scope: 'Cluster',
  example: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'example' }, spec: {}, status: {} },
  definition: 'io.k8s.api.core.v1.Node',
  subresources: ['proxy', 'status'],
  setDefaults: setNodeDefaults,
  admit(draft, _admission, previous) {
    if (previous === undefined) taintNewNode(draft)
  },
  validate: validateNode,
  observe: withHeartbeats,
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
  writers: nodeWriters,
  columns: nodeColumns,
  describe: async (object, view) => (await import('./describe.js')).describeNode(object, view),
  capabilities: {},
}
