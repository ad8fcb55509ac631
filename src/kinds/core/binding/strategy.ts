import type { Strategy } from '../../../api/contract/strategy.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/binding/strategy.go`). */
export const bindingStrategy: Strategy = {
  example: {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'web', namespace: 'default' },
    target: { apiVersion: 'v1', kind: 'Node', name: 'worker-1' },
  },
}
