import { describe, expect, it } from 'vitest'
import { eventExpiry } from '../../../src/controllers/apiserver/event-expiry.js'
import type { EventInput } from '../../../src/controllers/machinery/controller.js'
import { type EventSink, recordEvent } from '../../../src/controllers/machinery/event-recorder.js'
import { type KubeObject, keyOf, type ObjectKey } from '../../../src/model/objects/object.js'
import type { Event } from '../../../src/model/objects/types.js'
import type { Index } from '../../../src/store/store.js'
import { start, testCluster } from '../world.js'

const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', resourceVersion: '7' },
}
const pulled: EventInput = {
  about: pod,
  fieldPath: 'spec.containers{nginx}',
  type: 'Normal',
  reason: 'Pulled',
  message: 'Successfully pulled image "nginx"',
  source: 'kubelet',
  host: 'worker-1',
}

function recorder() {
  const events = new Map<ObjectKey, Event>()
  const clock = { now: start }
  const keep = <T extends KubeObject>(resource: string, object: T): T => {
    events.set(keyOf(resource, object), object as unknown as Event)
    return object
  }
  const sink: EventSink = {
    get now() {
      return clock.now
    },
    get: <T extends KubeObject>(key: ObjectKey) => events.get(key) as T | undefined,
    select: <T extends KubeObject>(index: Index, value: string) =>
      [...events.values()].filter((event) => index.values(event).includes(value)) as unknown as T[],
    create: keep,
    update: keep,
  }
  return {
    record: (input: Partial<EventInput> = {}) => recordEvent({ ...pulled, ...input }, sink),
    wait: (millis: number) => {
      clock.now += millis
    },
    events: () => [...events.values()],
  }
}

describe('the event recorder', () => {
  it('writes what client-go writes', () => {
    const { record, events } = recorder()
    record()
    expect(events()).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: expect.stringMatching(/^web\.[0-9a-f]{16}$/), namespace: 'shop' },
        involvedObject: {
          apiVersion: 'v1',
          kind: 'Pod',
          name: 'web',
          namespace: 'shop',
          uid: 'u1',
          resourceVersion: '7',
          fieldPath: 'spec.containers{nginx}',
        },
        reason: 'Pulled',
        message: 'Successfully pulled image "nginx"',
        type: 'Normal',
        source: { component: 'kubelet', host: 'worker-1' },
        reportingComponent: 'kubelet',
        reportingInstance: 'worker-1',
        firstTimestamp: '2026-11-20T12:00:00Z',
        lastTimestamp: '2026-11-20T12:00:00Z',
        eventTime: null,
        count: 1,
      },
    ])
  })

  it('files events about cluster-scoped objects under default', () => {
    const { record, events } = recorder()
    record({ about: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1', uid: 'n' } } })
    expect(events()[0]).toMatchObject({ metadata: { namespace: 'default' }, involvedObject: { name: 'worker-1' } })
    expect(events()[0]?.involvedObject).not.toHaveProperty('namespace')
  })

  it('counts repetitions', () => {
    const { record, wait, events } = recorder()
    record()
    wait(65_000)
    record({ about: { ...pod, metadata: { ...pod.metadata, resourceVersion: '9' } } })
    expect(events()).toMatchObject([
      { count: 2, firstTimestamp: '2026-11-20T12:00:00Z', lastTimestamp: '2026-11-20T12:01:05Z' },
    ])
  })

  it.each<[string, Partial<EventInput>]>([
    ['object', { about: { ...pod, metadata: { ...pod.metadata, name: 'web-2', uid: 'u2' } } }],
    ['incarnation', { about: { ...pod, metadata: { ...pod.metadata, uid: 'u2' } } }],
    ['container', { fieldPath: 'spec.containers{sidecar}' }],
    ['reason', { reason: 'Pulling' }],
    ['message', { message: 'something else' }],
    ['type', { type: 'Warning' }],
    ['node', { host: 'worker-2' }],
  ])('keeps events apart that differ in %s', (_, other) => {
    const { record, events } = recorder()
    record()
    record(other)
    record()
    record(other)
    expect(events().map(({ count }) => count)).toEqual([2, 2])
  })

  it('combines the tenth similar message and those after it', () => {
    const { record, wait, events } = recorder()
    for (let i = 1; i <= 20; i++) {
      record({ message: `Created pod: web-${i}` })
      wait(1000)
    }
    expect(events()).toHaveLength(10)
    expect(events().at(-1)).toMatchObject({
      message: '(combined from similar events): Created pod: web-20',
      count: 11,
      firstTimestamp: '2026-11-20T12:00:09Z',
      lastTimestamp: '2026-11-20T12:00:19Z',
    })
  })

  it('forgets similar messages after ten minutes', () => {
    const { record, wait, events } = recorder()
    for (let i = 1; i <= 9; i++) record({ message: `Created pod: web-${i}` })
    wait(10 * 60_000 + 1000)
    record({ message: 'Created pod: web-10' })
    expect(events().at(-1)).toMatchObject({ message: 'Created pod: web-10', count: 1 })
  })

  it('names them so that they lie in their order', () => {
    const { record, wait, events } = recorder()
    for (const message of ['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']) record({ reason: message, message })
    wait(1)
    record({ reason: 'Killing' })
    const names = events().map(({ metadata }) => metadata.name)
    expect([...names].sort()).toEqual(names)
    expect(new Set(names).size).toBe(6)
  })

  it('has forgotten with its component what it counted', () => {
    const { record, wait, events } = recorder()
    record()
    wait(10_000)
    record({ since: start })
    record({ since: start + 10_000 })
    wait(1000)
    record({ since: start + 11_000 })
    record({ since: start + 11_000 })
    expect(events().map(({ count }) => count)).toEqual([3, 2])
  })

  it('makes series of what the scheduler says of one version of a pod, ended by six minutes of silence', () => {
    const { record, wait, events } = recorder()
    const failed = {
      reason: 'FailedScheduling',
      source: 'default-scheduler',
      host: 'control-plane',
      action: 'Scheduling',
    }
    record({ ...failed, message: '0/4 nodes are available' })
    wait(5 * 60_000)
    record({ ...failed, message: '0/5 nodes are available' })
    const changed = { ...pod, metadata: { ...pod.metadata, resourceVersion: '8' } }
    record({ ...failed, message: '0/5 nodes are available', about: changed })
    wait(6 * 60_000 + 1000)
    record({ ...failed, message: '0/5 nodes are available' })
    expect(events()).toMatchObject([
      {
        message: '0/4 nodes are available',
        action: 'Scheduling',
        source: {},
        firstTimestamp: null,
        eventTime: '2026-11-20T12:00:00.000000Z',
        reportingComponent: 'default-scheduler',
        reportingInstance: 'default-scheduler-control-plane',
        series: { count: 2, lastObservedTime: '2026-11-20T12:05:00.000000Z' },
      },
      { involvedObject: { resourceVersion: '8' }, eventTime: '2026-11-20T12:05:00.000000Z' },
      { involvedObject: { resourceVersion: '7' }, eventTime: '2026-11-20T12:11:01.000000Z' },
    ])
    expect(events()[1]).not.toHaveProperty('series')
    expect(events()[0]).not.toHaveProperty('count')
  })
})

describe('event expiry', () => {
  it('removes events an hour after they were last seen, a minute at a time', () => {
    const cluster = testCluster({ controllers: [eventExpiry] })
    const event = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'default' },
      lastTimestamp: new Date(cluster.world.now).toISOString(),
    })
    cluster.create('events', event('a'))
    cluster.create('events', event('b'))
    cluster.advance(90_000)
    cluster.create('events', event('c'))
    const left = () => cluster.world.list('events').map(({ metadata }) => metadata.name)
    cluster.advance(3_600_000 - 60_000)
    expect(left()).toEqual(['a', 'b', 'c'])
    cluster.advance(30_000)
    expect(left()).toEqual(['c'])
    cluster.advance(3_600_000)
    expect(left()).toEqual([])
    expect(cluster.reconciles.get('event-expiry')).toBeLessThan(10)
  })
})
