import type { ServedVersion } from '../../api/kind.js'
import type { KubeObject } from '../../model/object.js'

/** What `events.k8s.io/v1` calls the fields of a core event. */
const renamed = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
] as const

export const eventsGroup: ServedVersion = {
  group: 'events.k8s.io',
  version: 'v1',
  since: '1.19',
  fromServed: (object) => rename(object, new Map(renamed.map(([core, event]) => [event, core]))),
  toServed: (object) => rename(object, new Map(renamed)),
}

function rename(object: KubeObject, names: ReadonlyMap<string, string>): KubeObject {
  const entries = Object.entries(object).map(([field, value]) => [names.get(field) ?? field, value] as const)
  return Object.fromEntries(entries) as KubeObject
}
