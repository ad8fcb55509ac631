import type { Column } from '../api/contract/table.js'
import { humanDuration } from '../model/objects/duration.js'
import type { Instant, KubeObject } from '../model/objects/object.js'
import { instantOf } from '../model/objects/time.js'

/** The first column of nearly every kind. */
export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically.',
  value: (object) => object.metadata.name,
}

/** Time since creation: `62s`, `3m52s`, `5d`. */
export const ageColumn: Column = {
  name: 'Age',
  type: 'string',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. Populated by the system. Read-only.',
  value: (object: KubeObject, { now }) => ageText(object.metadata.creationTimestamp, now),
}

/** `translateTimestampSince` of the API server's printers. */
export function ageText(timestamp: string | null | undefined, now: Instant): string {
  const instant = instantOf(timestamp ?? undefined)
  return Number.isNaN(instant) ? '<unknown>' : humanDuration(now - instant)
}

/** Up to three of a list, and how many more there are: `a,b,c + 2 more...`; `nothing` when there are none. */
export function listOfThree(list: readonly string[], nothing: string): string {
  if (list.length === 0) return nothing
  const shown = list.slice(0, 3).join(',')
  return list.length > 3 ? `${shown} + ${list.length - 3} more...` : shown
}
