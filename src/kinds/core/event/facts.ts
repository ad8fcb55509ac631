import type { Kind } from '../../../api/contract/kind.js'
import type { Event } from '../../../model/objects/types.js'
import { selectableFields } from './fields.js'
import { eventsGroup } from './served.js'

/** Event: what a component did or saw, for people; short-lived. */
export const event: Kind<Event> = {
  names: { group: '', version: 'v1', kind: 'Event', plural: 'events', singular: 'event', short: ['ev'] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Event',
  versions: [eventsGroup],
  selectableFields,
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('../../describe/index.js')).describeGeneric(object, view),
}
