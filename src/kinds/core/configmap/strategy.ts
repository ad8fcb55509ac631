import type { Strategy } from '../../../api/contract/strategy.js'
import type { ConfigMap } from '../../../model/objects/types.js'
import { validate } from './validation.js'
import { configMapWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/configmap/strategy.go`). */
export const configMapStrategy: Strategy<ConfigMap> = {
  example: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'default' },
    data: { a: '1' },
  },
  validate,
  writers: configMapWriters,
}
