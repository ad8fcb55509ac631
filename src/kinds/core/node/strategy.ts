import type { Strategy } from '../../../api/contract/strategy.js'
import type { Node } from '../../../model/objects/types.js'
import { setNodeDefaults } from './defaults.js'
import { validateNode } from './validation.js'
import { nodeWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/node/strategy.go`). */
export const nodeStrategy: Strategy<Node> = {
  example: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'example' }, spec: {}, status: {} },
  setDefaults: setNodeDefaults,
  validate: validateNode,
  writers: nodeWriters,
}
