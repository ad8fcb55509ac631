import type { Strategy } from '../../../api/contract/strategy.js'
import type { Secret } from '../../../model/objects/types.js'
import { mergeStringData } from './data.js'
import { validate } from './validation.js'
import { warnings } from './warnings.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/secret/strategy.go`). */
export const secretStrategy: Strategy<Secret> = {
  example: {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'password', namespace: 'default' },
    data: { password: 'aHVudGVyMg==' },
  },
  setDefaults(draft) {
    mergeStringData(draft)
    draft.type ||= 'Opaque'
  },
  validate,
  warnings,
}
