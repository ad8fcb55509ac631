import type { Strategy } from '../../../api/contract/strategy.js'
import { type ComponentStatus, componentStatusOf, healthy } from './health.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/componentstatus/strategy.go`). */
export const componentStatusStrategy: Strategy<ComponentStatus> = {
  example: componentStatusOf('etcd-0', healthy),
}
