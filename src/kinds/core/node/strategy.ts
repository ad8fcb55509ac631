import type { Strategy } from '../../../api/contract/strategy.js'
import type { Node } from '../../../model/objects/types.js'
import { setNodeDefaults, taintNewNode } from './defaults.js'
import { validateNode } from './validation.js'
import { nodeWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/node/strategy.go`). */
export const nodeStrategy: Strategy<Node> = {
  example: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'example' }, spec: {}, status: {} },
  setDefaults: setNodeDefaults,
  admit(draft, _admission, previous) {
    if (previous === undefined) taintNewNode(draft)
  },
  validate: validateNode,
  writers: nodeWriters,
}
