/** Event: what a component did or saw, for people; short-lived. */
import type { Kind } from '../../api/kind.js'
import type { Event } from '../../model/types.js'
import { eventWriters } from '../writers.js'
import { columns } from './columns.js'
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
  /** Fields that Go always writes. */
  madeByUpdate: true,
  setDefaults(draft) {
    draft.source ??= {}
    draft.firstTimestamp ??= null as never
    draft.lastTimestamp ??= null as never
    draft.eventTime ??= null as never
    draft.reportingComponent ??= ''
    draft.reportingInstance ??= ''
  },
  validate,
  selectableFields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? '',
    source: ({ source, reportingComponent }) => source?.component || reportingComponent || '',
    type: ({ type }) => type ?? '',
  },
  writers: eventWriters,
  columns,
  describe: async (object, view) => (await import('../describe/index.js')).describeGeneric(object, view),
  capabilities: {},
}
