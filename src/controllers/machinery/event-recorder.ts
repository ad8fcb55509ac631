import { ApiError } from '../../api/contract/errors.js'
import { isAlreadyExists } from '../../api/contract/status-errors.js'
import type { Instant, KubeObject } from '../../model/objects/object.js'
import { instantOf, microTimestamp, timestamp } from '../../model/objects/time.js'
import type { Event } from '../../model/objects/types.js'
import { fnv32a } from '../../model/values/hash.js'
import { memo } from '../../model/values/memo.js'
import type { Index } from '../../store/store.js'
import type { EventInput, World } from './controller.js'

/** What recording needs of the world. */
export type EventSink = Pick<World, 'now' | 'get' | 'select' | 'create' | 'update'>

/** client-go `tools/record/events_cache.go`: the tenth distinct message is combined, if no two are ten minutes apart. */
const DISTINCT_MESSAGES = 9
const AGGREGATION_WINDOW = 10 * 60_000
/** Its spam filter: one source may say 25 things of one object at once, and one more every five minutes. */
const BURST = 25
const REFILL = 5 * 60_000
/** client-go `tools/events/event_broadcaster.go`: a series ends after six minutes of silence. */
const SERIES_WINDOW = 6 * 60_000
const COMBINED = '(combined from similar events): '

/** Events by the uid of the object they are about. */
const eventsAbout: Index = {
  name: 'events by object uid',
  resource: 'events',
  values: (event) => [(event as Event).involvedObject.uid ?? ''],
  hint: (uid) => `"${uid}"`,
  valuesInJson: (json) => {
    const uid = /"involvedObject":\{[^{}]*?"uid":"([!#-[\]-~]*)"/.exec(json)?.[1]
    return uid === undefined ? undefined : [uid]
  },
}

/** Records an event as client-go's recorders do: repetitions are counted, similar messages combined. */
export function recordEvent(input: EventInput, world: EventSink): void {
  const about = world.select<Event>(eventsAbout, input.about.metadata.uid ?? '')
  const similar = about.filter((event) => isSimilar(event, input) && isRemembered(event, input))
  if (isSpam(input, similar, world)) return
  const repeated = input.action === undefined ? repetition(input, similar, world) : serial(input, similar, world)
  try {
    if (repeated !== undefined) world.update<Event>('events', repeated)
    else createEvent(input, messageOf(input, similar, world), about.length, world)
  } catch (error) {
    // An event that the API refuses, in a namespace on its way out, is lost; nobody's work ends with it.
    if (!(error instanceof ApiError)) throw error
  }
}

/** Whether so many similar messages were combined lately that one more is dropped, as a thousand new pods' would be. */
function isSpam(input: EventInput, similar: readonly Event[], world: EventSink): boolean {
  if (input.action !== undefined || similar.length <= DISTINCT_MESSAGES) return false
  const combined = similar.find(isCombined)
  if (combined === undefined || (combined.count ?? 1) < BURST - DISTINCT_MESSAGES) return false
  return world.now - instantOf(combined.lastTimestamp) < REFILL && messageOf(input, similar, world) !== input.message
}

/** `EventAggregatorByReasonFunc`: alike in all but the message and the part of the object. */
function isSimilar(event: Event, { about, type, reason, source, host, action }: EventInput): boolean {
  return (
    event.reason === reason &&
    event.type === type &&
    event.involvedObject.kind === about.kind &&
    (action === undefined
      ? event.source?.component === source && event.source.host === host
      : event.reportingComponent === source && event.action === action)
  )
}

/** Timestamps are cut to whole seconds. */
function isRemembered({ lastTimestamp }: Event, { since }: EventInput): boolean {
  return since === undefined || instantOf(lastTimestamp) + 999 >= since
}

/** An event that has been recorded before, counted up; client-go patches it. */
function repetition(input: EventInput, similar: readonly Event[], world: EventSink): Event | undefined {
  const message = messageOf(input, similar, world)
  const found = message === input.message ? similar.find((event) => isSame(event, input)) : similar.find(isCombined)
  const lastTimestamp = timestamp(world.now)
  return found && { ...found, message, count: (found.count ?? 1) + (input.times ?? 1), lastTimestamp }
}

function isSame({ message, involvedObject }: Event, input: EventInput): boolean {
  return message === input.message && involvedObject.fieldPath === input.fieldPath
}

function isCombined({ message = '' }: Event): boolean {
  return message.startsWith(COMBINED)
}

/** Of too many similar messages only the newest is kept, and how many there were. */
function messageOf(input: EventInput, similar: readonly Event[], world: EventSink): string {
  if (input.action !== undefined || similar.length === 0) return input.message
  if (similar.some((event) => isSame(event, input))) return input.message
  return distinctMessages(similar, world.now) < DISTINCT_MESSAGES ? input.message : COMBINED + input.message
}

/** How many different messages are remembered. */
function distinctMessages(similar: readonly Event[], now: Instant): number {
  const seen = similar.map((event) => ({ event, at: instantOf(event.lastTimestamp) })).sort((a, b) => b.at - a.at)
  let count = 0
  let later = now
  for (const { event, at } of seen) {
    if (later - at > AGGREGATION_WINDOW) break
    later = at
    count += isCombined(event) ? DISTINCT_MESSAGES : 1
  }
  return count
}

/**
 * Recorders of events.k8s.io/v1 make a series of isomorphic events about one version of an object (`getKey`), whatever these
 * say; it keeps the first's words.
 */
function serial({ about }: EventInput, similar: readonly Event[], world: EventSink): Event | undefined {
  const lastSeen = ({ series, eventTime }: Event) => instantOf(series?.lastObservedTime ?? eventTime)
  const found = similar.find(
    (event) =>
      event.involvedObject.resourceVersion === about.metadata.resourceVersion &&
      world.now - lastSeen(event) <= SERIES_WINDOW,
  )
  const count = (found?.series?.count ?? 1) + 1
  return found && { ...found, series: { count, lastObservedTime: microTimestamp(world.now) } }
}

/**
 * Named `<object>.<16 hex digits>`: the nanoseconds of its time, so that the events of an object lie in their order.
 * Those of one instant are set apart by how many there were before, and those of namesakes by their uid.
 */
function createEvent(input: EventInput, message: string, earlier: number, world: EventSink): void {
  const { name, uid = '' } = input.about.metadata
  const event = newEvent(input, message, world.now)
  const offset = fnv32a(uid) % 1000
  for (let step = earlier; ; step++) {
    event.metadata.name = `${name}.${nanosInHex(world.now, step * 1000 + offset)}`
    try {
      world.create('events', event)
      return
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
    }
  }
}

function newEvent({ about, fieldPath, type, reason, source, host, action }: EventInput, message: string, now: Instant) {
  const event: KubeObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: '', namespace: about.metadata.namespace || 'default' },
    involvedObject: referenceTo(about, fieldPath),
    reason,
    message,
    type,
    reportingComponent: source,
  }
  if (action !== undefined) {
    event.action = action
    event.eventTime = microTimestamp(now)
    event.reportingInstance = `${source}-${host}`
    event.source = {}
    event.firstTimestamp = null
    event.lastTimestamp = null
    return event
  }
  event.source = host === undefined ? { component: source } : { component: source, host }
  event.firstTimestamp = timestamp(now)
  event.lastTimestamp = event.firstTimestamp
  event.count = 1
  event.eventTime = null
  event.reportingInstance = host ?? ''
  // What is combined keeps its source alone (`EventAggregate`).
  if (isCombined(event as Event)) Object.assign(event, { reportingComponent: '', reportingInstance: '' })
  return event
}

const WORD = 2 ** 32
/** An instant's nanoseconds in two words: most events share theirs with the one before. */
const nanosOf = memo(1, (instant: Instant) => {
  const nanos = BigInt(instant) * 1_000_000n
  return { high: Number(nanos / BigInt(WORD)), low: Number(nanos % BigInt(WORD)) }
})

function nanosInHex(instant: Instant, more: number): string {
  const nanos = nanosOf(instant)
  const low = nanos.low + more
  const high = nanos.high + Math.floor(low / WORD)
  return high.toString(16) + (low % WORD).toString(16).padStart(8, '0')
}

/** `reference.GetReference` of client-go. */
function referenceTo(about: KubeObject, fieldPath: string | undefined) {
  const { name, namespace, uid, resourceVersion } = about.metadata
  const reference: Record<string, string> = { kind: about.kind }
  if (namespace !== undefined && namespace !== '') reference.namespace = namespace
  reference.name = name
  if (uid !== undefined) reference.uid = uid
  reference.apiVersion = about.apiVersion
  if (resourceVersion !== undefined) reference.resourceVersion = resourceVersion
  if (fieldPath !== undefined) reference.fieldPath = fieldPath
  return reference
}
