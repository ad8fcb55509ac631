/** Event: what a component did or saw, for people; short-lived. */
import type { Kind } from '../../../api/contract/kind.js'
import { isPathSegmentName } from '../../../model/objects/names.js'
import type { Event } from '../../../model/objects/types.js'
import { eventWriters } from '../../writers.js'
import { columns } from './columns.js'
import { selectableFields } from './fields.js'
import { eventsGroup } from './served.js'
import { validate } from './validation.js'

export const event: Kind<Event> = {
  names: { group: '', version: 'v1', kind: 'Event', plural: 'events', singular: 'event', short: ['ev'] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Event',
  example: {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web.1', namespace: 'default' },
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
  },
  versions: [eventsGroup],
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
  selectableFields,
  writers: eventWriters,
  columns,
  describe: async (object, view) => (await import('../../describe/index.js')).describeGeneric(object, view),
  capabilities: {},
}
