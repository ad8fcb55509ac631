import type { Column } from '../../../api/contract/table.js'
import type { Instant } from '../../../model/objects/object.js'
import type { Event } from '../../../model/objects/types.js'
import { ageText } from '../../columns.js'

/** `printEvent` of `pkg/printers/internalversion/printers.go`. */
export const columns: readonly Column<Event>[] = [
  {
    name: 'Last Seen',
    description: 'The time at which the most recent occurrence was recorded.',
    value: (event, { now }) => lastSeen(event, now),
  },
  { name: 'Type', description: 'Type of this event (Normal, Warning).', value: ({ type }) => type ?? '' },
  { name: 'Reason', description: 'Why the action was taken, for machines.', value: ({ reason }) => reason ?? '' },
  { name: 'Object', description: 'The object that this event is about.', value: target },
  {
    name: 'Subobject',
    wide: true,
    description: 'The part of the object.',
    value: ({ involvedObject }) => involvedObject.fieldPath ?? '',
  },
  { name: 'Source', wide: true, description: 'The component reporting this event.', value: source },
  {
    name: 'Message',
    description: 'A human-readable description of the status of this operation.',
    value: ({ message }) => (message ?? '').trim(),
  },
  {
    name: 'First Seen',
    wide: true,
    description: 'The time at which the event was first recorded.',
    value: (event, { now }) => firstSeen(event, now),
  },
  {
    name: 'Count',
    wide: true,
    description: 'The number of times this event has occurred.',
    value: ({ series, count }) => (series == null ? count || 1 : (series.count ?? 0)),
  },
  {
    name: 'Name',
    wide: true,
    format: 'name',
    description: 'Name must be unique within a namespace.',
    value: ({ metadata }) => metadata.name,
  },
]

/** The new API has its own time of the first occurrence. */
function firstSeen({ firstTimestamp, eventTime }: Event, now: Instant): string {
  return ageText(firstTimestamp ?? eventTime, now)
}

function lastSeen(event: Event, now: Instant): string {
  if (event.series != null) return ageText(event.series.lastObservedTime, now)
  return event.lastTimestamp ? ageText(event.lastTimestamp, now) : firstSeen(event, now)
}

function target({ involvedObject: { kind = '', name } }: Event): string {
  return name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase()
}

/** `kubelet, worker-1`: a component and where it runs. */
function source({ source: from, reportingComponent, reportingInstance }: Event): string {
  const component = from?.component || reportingComponent || ''
  const instance = from?.host || reportingInstance || ''
  return instance === '' ? component : `${component}, ${instance}`
}
