import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/api/contract/errors.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import type { Event } from '../../src/model/objects/types.js'
import { workbench } from './workbench.js'

const inGroup = { group: 'events.k8s.io', version: 'v1', plural: 'events' }
const pod = { apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'default' }

const bare = (more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'bare' },
  reason: 'Odd',
  message: 'something happened',
  ...more,
})

/** As recorders of `events.k8s.io/v1` write them. */
const newer = (more: object = {}) => ({
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name: 'newer', namespace: 'default' },
  eventTime: '2026-11-20T13:50:00.000000Z',
  reportingController: 'example.com/operator',
  reportingInstance: 'operator-1',
  action: 'Reconcile',
  reason: 'Done',
  regarding: pod,
  related: { kind: 'Node', name: 'worker-1' },
  note: 'all is well',
  type: 'Normal',
  ...more,
})

const create = (bench: ReturnType<typeof workbench>, event: object, namespace = 'default') =>
  bench.api.create('events', structuredClone(event) as KubeObject, {
    namespace,
    ...((event as KubeObject).apiVersion === 'v1' ? {} : { as: inGroup }),
  })

function causes(call: () => unknown): string[] {
  try {
    call()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return error.status.details?.causes?.map(({ field, message }) => `${field}: ${message}`) ?? [error.message]
  }
  return []
}

const refusals = (event: object, namespace?: string) => causes(() => create(workbench(), event, namespace))

describe('an event with nothing but a reason and a message', () => {
  test('has what Go always writes', () => {
    const { metadata: _, ...rest } = workbench().create<Event>(bare())
    expect(rest).toEqual({
      apiVersion: 'v1',
      kind: 'Event',
      reason: 'Odd',
      message: 'something happened',
      involvedObject: {},
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: null,
      reportingComponent: '',
      reportingInstance: '',
    })
  })

  test('is shown and described', async () => {
    const bench = workbench()
    const made = bench.create<Event>(bare())
    expect(bench.row(made, true)).toEqual([
      '<unknown>',
      '',
      'Odd',
      '',
      '',
      '',
      'something happened',
      '<unknown>',
      '1',
      'bare',
    ])
    expect(await bench.describe(made)).toContain('First Timestamp:  <nil>\n')
  })

  test('lies in the default namespace alone', () => {
    expect(refusals({ ...bare(), metadata: { name: 'bare' } }, 'kube-node-lease')).toEqual([
      'involvedObject.namespace: Invalid value: "": does not match event.namespace',
    ])
  })
})

describe('an event with a time of its own', () => {
  const core = { eventTime: '2026-11-20T13:50:00.000000Z', involvedObject: pod }

  test('says who did what, in the words of its version', () => {
    const { regarding: _, reportingController: __, action: ___, ...newerBare } = newer()
    expect(refusals({ ...newerBare, regarding: pod }).slice(0, 3)).toEqual([
      'reportingController: Required value',
      expect.stringMatching(/^reportingController: Invalid value: "": name part must be non-empty/),
      expect.stringMatching(/^reportingController: Invalid value: "": name part must consist of/),
    ])
    const errors = refusals(bare({ ...core, reason: undefined }))
    expect(errors.filter((error) => error.endsWith('Required value'))).toEqual([
      'reportingComponent: Required value',
      'reportingInstance: Required value',
      'action: Required value',
      'reason: Required value',
    ])
  })

  test.each([
    ['reportingInstance', 'reportingInstance', 128],
    ['action', 'action', 128],
    ['reason', 'reason', 128],
    ['note', 'message', 1024],
  ])('has a limit for its %s', (field, shown, most) => {
    expect(refusals(newer({ [field]: 'x'.repeat(most) }))).toEqual([])
    expect(refusals(newer({ [field]: 'ü'.repeat(most / 2 + 1) }))).toEqual([
      `${shown}: Invalid value: "": can have at most ${most} characters`,
    ])
  })

  test('about what has no namespace lies where components live', () => {
    const about = { kind: 'Node', name: 'worker-1' }
    const event = newer({ metadata: { name: 'newer' }, regarding: about })
    expect(refusals(event)).toEqual([])
    expect(refusals(event, 'kube-node-lease')).toHaveLength(1)
  })
})

describe('events.k8s.io/v1', () => {
  test('is converted both ways', () => {
    const bench = workbench()
    const { metadata: _, ...shown } = create(
      bench,
      newer({ series: { count: 2, lastObservedTime: newer().eventTime } }),
    )
    expect(shown).toEqual({
      ...newer({ metadata: undefined }),
      series: { count: 2, lastObservedTime: '2026-11-20T13:50:00.000000Z' },
      deprecatedSource: {},
      deprecatedFirstTimestamp: null,
      deprecatedLastTimestamp: null,
    })
    expect(bench.api.get('events/default/newer')).toMatchObject({
      apiVersion: 'v1',
      involvedObject: pod,
      message: 'all is well',
      reportingComponent: 'example.com/operator',
      source: {},
      firstTimestamp: null,
    })
  })

  test('must have a name', () => {
    expect(refusals(newer({ metadata: { name: '' } }))).toEqual([
      'metadata.name: Required value: name or generateName is required',
    ])
  })

  test('is strict about what is new', () => {
    expect(
      refusals(
        newer({
          metadata: { name: 'Newer' },
          eventTime: null,
          type: 'Bad',
          series: { count: 1 },
          deprecatedCount: 1,
          deprecatedSource: { component: 'x' },
          deprecatedFirstTimestamp: '2026-11-20T13:50:00Z',
          deprecatedLastTimestamp: '2026-11-20T13:50:00Z',
        }),
      ),
    ).toEqual([
      expect.stringMatching(/^metadata.name: Invalid value: "Newer": a lowercase RFC 1123 subdomain/),
      'series.count: Invalid value: "": should be at least 2',
      'series.lastObservedTime: Required value',
      'eventTime: Required value',
      'type: Invalid value: "": has invalid value: Bad',
      'firstTimestamp: Invalid value: "": needs to be unset',
      'lastTimestamp: Invalid value: "": needs to be unset',
      'count: Invalid value: "": needs to be unset',
      'source: Invalid value: "": needs to be unset',
    ])
    expect(refusals(bare({ metadata: { name: 'Newer' }, type: 'Bad', involvedObject: pod, count: 1 }))).toEqual([])
  })

  const changes = [
    ['regarding', { ...pod, name: 'other' }, 'involvedObject'],
    ['reason', 'Other', 'reason'],
    ['note', 'other', 'message'],
    ['deprecatedSource', { component: 'other' }, 'source'],
    ['deprecatedFirstTimestamp', '2026-11-20T13:50:00Z', 'firstTimestamp'],
    ['deprecatedLastTimestamp', '2026-11-20T13:50:00Z', 'lastTimestamp'],
    ['deprecatedCount', 4, 'count'],
    ['type', 'Warning', 'type'],
    ['eventTime', '2026-11-20T13:50:01.000000Z', 'eventTime'],
    ['action', 'Other', 'action'],
    ['related', { kind: 'Other' }, 'related'],
    ['reportingController', 'other', 'reportingController'],
    ['reportingInstance', 'other', 'reportingInstance'],
  ] as const

  test.each(changes)('keeps %s as it is', (field, value, name) => {
    const bench = workbench()
    const made = create(bench, newer())
    const replace = (event: object) => () =>
      bench.api.update('events', event as KubeObject, { as: inGroup, namespace: 'default', name: 'newer' })
    const errors = causes(replace({ ...made, [field]: value }))
    expect(new Set(errors.map((error) => error.replace(/: .*: /, ': ')))).toEqual(
      new Set([`${name}: field is immutable`]),
    )
    replace(made)()
    expect(bench.api.get('events/default/newer')?.metadata.resourceVersion).toBe(made.metadata.resourceVersion)
    replace({ ...made, series: { count: 2, lastObservedTime: '2026-11-20T13:51:00.000000Z' } })()
    expect(bench.api.get('events/default/newer')?.metadata.resourceVersion).not.toBe(made.metadata.resourceVersion)
  })

  test('selects by its own names', () => {
    const bench = workbench()
    create(bench, newer())
    const query = (fieldSelector: string, resource: object = inGroup) =>
      bench.api.listing({ resource, namespace: 'default', fieldSelector } as never).items.length
    expect(query('regarding.name=web,reportingController=example.com/operator')).toBe(1)
    expect(query('regarding.name!=web')).toBe(0)
    expect(causes(() => query('involvedObject.name=web'))).toEqual(['field label not supported: involvedObject.name'])
    expect(causes(() => query('source=x'))).toEqual(['field label not supported: source'])
    expect(query('involvedObject.name=web', { ...inGroup, group: '' })).toBe(1)
  })
})
