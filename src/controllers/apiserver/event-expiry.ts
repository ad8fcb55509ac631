import { type KubeObject, keyOf, keyParts, objectKey } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { Index } from '../../store/store.js'
import type { Controller } from '../machinery/controller.js'

/** kube-apiserver's `--event-ttl`. */
const TIME_TO_LIVE = 3_600_000
const MINUTE = 60_000

/** The minute of an event's last sighting, `2026-11-20T13:29`. */
function minuteOf(event: KubeObject): string {
  const { metadata, series, lastTimestamp, eventTime } = event
  const seen: string = series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? ''
  const created = metadata.creationTimestamp ?? ''
  return (seen > created ? seen : created).slice(0, 16)
}

/** Events by the minute they were last seen in. */
const eventsByMinute: Index = {
  name: 'events by minute',
  resource: 'events',
  values: (event) => [minuteOf(event)],
  hint: (minute) => `"${minute}:`,
}

/**
 * Removes events an hour after they were last seen. As etcd's leases do, it treats the events of one minute together:
 * one wakeup each minute in which anything happened.
 */
export const eventExpiry: Controller = {
  name: 'event-expiry',
  watches: { events: (changed) => [objectKey('events', '', minuteOf(changed))] },
  reconcile(key, world) {
    const minute = keyParts(key).name
    const after = instantOf(`${minute}:00Z`) + MINUTE + TIME_TO_LIVE - world.now
    if (after > 0) return { after }
    for (const event of world.select(eventsByMinute, minute)) world.remove(keyOf('events', event))
    return undefined
  },
}
