import type { Strategy } from '../../../api/contract/strategy.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { Event } from '../../../model/objects/types.js'
import { validate, validateStrictly } from './validation.js'
import { eventWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/event/strategy.go`). */
export const eventStrategy: Strategy<Event> = {
  example: {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web.1', namespace: 'default' },
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
  },
  nameRule: isPathSegmentName,
  madeByUpdate: true,
  /** Fields that Go always writes. */
  setDefaults(draft) {
    draft.involvedObject ??= {}
    draft.source ??= {}
    draft.firstTimestamp ??= null as never
    draft.lastTimestamp ??= null as never
    draft.eventTime ??= null as never
    draft.reportingComponent ??= ''
    draft.reportingInstance ??= ''
    if (draft.series != null) draft.series.lastObservedTime ??= null as never
  },
  validate,
  validateIn: { 'events.k8s.io/v1': validateStrictly },
  writers: eventWriters,
}
