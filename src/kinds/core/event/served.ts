import type { ServedVersion } from '../../../api/contract/kind.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { selectableFields } from './fields.js'

/** What `events.k8s.io/v1` calls the fields of a core event (`pkg/apis/events/v1/conversion.go`). */
const renamed = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
] as const

const inCore = new Map<string, string>(renamed.map(([core, event]) => [event, core]))
const inGroup = new Map<string, string>(renamed)

export const eventsGroup: ServedVersion = {
  group: 'events.k8s.io',
  version: 'v1',
  since: '1.19',
  definition: 'io.k8s.api.events.v1.Event',
  fromServed: (object) => rename(object, inCore),
  toServed: (object) => rename(withoutEmptyTexts(object), inGroup),
  selectableFields: {
    ...Object.fromEntries(
      Object.entries(selectableFields).flatMap(([field, read]) =>
        field === 'source' ? [] : [[fieldIn(field), read as (object: KubeObject) => string] as const],
      ),
    ),
  },
}

/** `involvedObject.kind` → `regarding.kind` */
function fieldIn(field: string): string {
  const [first = '', ...rest] = field.split('.')
  return [inGroup.get(first) ?? first, ...rest].join('.')
}

/** Who reports is always written in the core group alone. */
function withoutEmptyTexts(object: KubeObject): KubeObject {
  const { reportingComponent, reportingInstance, ...rest } = object
  return {
    ...rest,
    ...(reportingComponent ? { reportingComponent } : {}),
    ...(reportingInstance ? { reportingInstance } : {}),
  } as KubeObject
}

function rename(object: KubeObject, names: ReadonlyMap<string, string>): KubeObject {
  const entries = Object.entries(object).map(([field, value]) => [names.get(field) ?? field, value] as const)
  return Object.fromEntries(entries) as KubeObject
}
