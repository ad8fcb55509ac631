import type { DescribeView, Line } from '../../api/contract/description.js'
import type { Instant, KubeObject } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { Event } from '../../model/objects/types.js'
import { ageText as age } from '../columns.js'
import { lines } from './lines.js'
import { listOf } from './lookup.js'

/** Which events are about an object; what is left out is not asked for. */
export interface About {
  readonly name: string
  readonly namespace: string
  readonly kind?: string
  readonly uid?: string
}

/** The `Events:` part of a description: nothing when events are not wanted (`--show-events=false`). */
export async function eventLines(object: KubeObject, view: DescribeView, about?: About): Promise<Line[]> {
  if (!view.showEvents) return []
  return eventTable(await eventsAbout(view, about ?? referenceTo(object)), view.now)
}

function referenceTo(object: KubeObject): About {
  const { name, namespace = '', uid } = object.metadata
  return { name, namespace, kind: object.kind, ...(uid === undefined ? {} : { uid }) }
}

/** Events found as kubectl searches them, by the fields of their involvedObject. */
export function eventsAbout(view: DescribeView, about: About): Promise<Event[]> {
  const terms = [
    `involvedObject.name=${about.name}`,
    `involvedObject.namespace=${about.namespace}`,
    ...(about.kind === undefined ? [] : [`involvedObject.kind=${about.kind}`]),
    ...(about.uid === undefined ? [] : [`involvedObject.uid=${about.uid}`]),
  ]
  return listOf<Event>(view.client, { group: '', plural: 'events' }, about.namespace, {
    fieldSelector: terms.join(','),
  })
}

/** Since 1.35 what an event says begins with the part of the object that it is about. */
function messageOf({ involvedObject: { fieldPath }, message = '' }: Event): string {
  return fieldPath ? `${fieldPath}: ${message.trim()}` : message.trim()
}

/** `DescribeEvents`: oldest last-seen first; those of one second in the order of their names, which is that of time. */
export function eventTable(events: readonly Event[], now: Instant): Line[] {
  if (events.length === 0) return lines(0, 'Events:\t<none>')
  const sorted = [...events].sort((a, b) => lastSeen(a) - lastSeen(b))
  return [
    ...lines(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------'),
    ...sorted.flatMap((event) => {
      const source = event.source?.component || event.reportingComponent || ''
      return lines(1, [event.type, event.reason, interval(event, now), source, messageOf(event)].join('\t'))
    }),
  ]
}

/** `3s (x4 over 74s)`, or just the age of an event seen once. */
function interval(event: Event, now: Instant): string {
  const first = age(event.eventTime ?? event.firstTimestamp, now)
  if (event.series != null) {
    return `${age(event.series.lastObservedTime, now)} (x${event.series.count} over ${first})`
  }
  return (event.count ?? 0) > 1 ? `${age(event.lastTimestamp, now)} (x${event.count} over ${first})` : first
}

function lastSeen(event: Event): Instant {
  const instant = instantOf(event.lastTimestamp ?? undefined)
  return Number.isNaN(instant) ? Number.NEGATIVE_INFINITY : instant
}
