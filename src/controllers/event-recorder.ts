import { fnv32a } from '../model/hash.js'
import { type KubeObject, keyParts, type ObjectKey, objectKey } from '../model/object.js'
import { instantOf, microTimestamp, timestamp } from '../model/time.js'
import type { Event } from '../model/types.js'
import type { EventInput, World } from './controller.js'

/** What recording needs of the world. */
export type EventSink = Pick<World, 'now' | 'get' | 'create' | 'update'>

/** client-go `tools/record/events_cache.go`: the tenth distinct message within ten minutes is combined. */
const DISTINCT_MESSAGES = 9
const AGGREGATION_WINDOW = 10 * 60_000
/** Its spam filter: one source may say 25 things of one object at once, and one more every five minutes. */
const BURST = 25
const REFILL = 5 * 60_000
/** client-go `tools/events/event_broadcaster.go`: a series ends after six minutes of silence. */
const SERIES_WINDOW = 6 * 60_000
const COMBINED = '(combined from similar events): '

/**
 * Records an event as client-go's recorders do. What differs only in its message shares a row of slots, whose names
 * follow from a hash; the event to count up is found by probing the slots, without any list or cache.
 */
export function recordEvent(input: EventInput, world: EventSink): void {
  const identity = identityOf(input)
  if (input.action !== undefined) recordInSeries(input, identity, world)
  else recordCounted(input, identity, world)
}

/** The recorder of core/v1 events: counts repetitions and combines similar messages. */
function recordCounted(input: EventInput, identity: string, world: EventSink): void {
  if (isSpam(input, identity, world)) return
  let recent = 0
  for (let slot = 0; ; slot++) {
    const key = slotKey(input, identity, slot)
    const found = world.get<Event>(key)
    if (found === undefined) {
      if (recent < DISTINCT_MESSAGES) createEvent(key, input, input.message, world)
      else recordCombined(input, identity, world)
      return
    }
    if (found.message === input.message && found.involvedObject.fieldPath === input.fieldPath) {
      countUp(found, input.message, world)
      return
    }
    if (world.now - instantOf(found.lastTimestamp) <= AGGREGATION_WINDOW) recent++
  }
}

/** Whether so many similar messages were combined lately that one more is dropped, as a thousand new pods' would be. */
function isSpam(input: EventInput, identity: string, world: EventSink): boolean {
  const combined = world.get<Event>(slotKey(input, identity, 'combined'))
  if (combined === undefined || (combined.count ?? 1) < BURST - DISTINCT_MESSAGES) return false
  return world.now - instantOf(combined.lastTimestamp) < REFILL
}

/** Only the newest of the similar messages is kept, and how many there were. */
function recordCombined(input: EventInput, identity: string, world: EventSink): void {
  const key = slotKey(input, identity, 'combined')
  const found = world.get<Event>(key)
  if (found === undefined) createEvent(key, input, COMBINED + input.message, world)
  else countUp(found, COMBINED + input.message, world)
}

/** The recorder of events.k8s.io/v1: isomorphic events, whatever they say, form a series of the first. */
function recordInSeries(input: EventInput, identity: string, world: EventSink): void {
  for (let slot = 0; ; slot++) {
    const key = slotKey(input, identity, slot)
    const found = world.get<Event>(key)
    if (found === undefined) {
      createEvent(key, input, input.message, world)
      return
    }
    const last = instantOf(found.series?.lastObservedTime ?? found.eventTime)
    if (world.now - last > SERIES_WINDOW) continue
    const series = { count: (found.series?.count ?? 1) + 1, lastObservedTime: microTimestamp(world.now) }
    world.update<Event>('events', { ...found, series })
    return
  }
}

function countUp(found: Event, message: string, world: EventSink): void {
  const lastTimestamp = timestamp(world.now)
  world.update<Event>('events', { ...found, message, count: (found.count ?? 1) + 1, lastTimestamp })
}

function createEvent(key: ObjectKey, input: EventInput, message: string, world: EventSink): void {
  const { namespace, name } = keyParts(key)
  const { about, type, reason, source, host } = input
  const shared = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: referenceTo(about, input.fieldPath),
    reason,
    message,
    type,
    reportingComponent: source,
  }
  if (input.action !== undefined) {
    const eventTime = microTimestamp(world.now)
    const instance = { reportingInstance: `${source}-${host}`, source: {}, firstTimestamp: null, lastTimestamp: null }
    world.create('events', { ...shared, action: input.action, eventTime, ...instance })
    return
  }
  const seen = timestamp(world.now)
  world.create('events', {
    ...shared,
    source: host === undefined ? { component: source } : { component: source, host },
    firstTimestamp: seen,
    lastTimestamp: seen,
    count: 1,
    eventTime: null,
    reportingInstance: host ?? '',
  })
}

/** `reference.GetReference` of client-go. */
function referenceTo(about: KubeObject, fieldPath: string | undefined) {
  const { name, namespace, uid, resourceVersion } = about.metadata
  return {
    kind: about.kind,
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
    apiVersion: about.apiVersion,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  }
}

/** `EventAggregatorByReasonFunc`: all of an event that similar ones share. */
function identityOf({ about, type, reason, source, host, action }: EventInput): string {
  const { name, namespace, uid } = about.metadata
  return [source, host, about.apiVersion, about.kind, namespace, name, uid, type, reason, action].join('\n')
}

/** `<object>.<16 hex digits>`; events about cluster-scoped objects lie in namespace default. */
function slotKey(input: EventInput, identity: string, slot: number | 'combined'): ObjectKey {
  const { name, namespace } = input.about.metadata
  const text = `${identity}\n${slot}`
  const suffix = hex(fnv32a(text)) + hex(fnv32a(`${slot}\n${text}`))
  return objectKey('events', namespace === undefined || namespace === '' ? 'default' : namespace, `${name}.${suffix}`)
}

function hex(number: number): string {
  return (number >>> 0).toString(16).padStart(8, '0')
}
