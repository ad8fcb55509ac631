import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import * as management from '../../../src/api/field-managers/index.js'
import type { RequestOptions } from '../../../src/api/registry/core.js'
import { status } from '../../../src/api/requests/parts.js'
import { scale } from '../../../src/api/requests/scale.js'
import type { KubeObject } from '../../../src/model/objects/object.js'
import { bench, gadgetKind, namespaceKind, refusal } from '../fixture.js'
import { type Api, type MadeUpKind, madeUp } from '../test-api.js'
import { schemas } from './schemas.js'

const boxKind: MadeUpKind = {
  names: { group: 'example', version: 'v1', kind: 'Box', plural: 'boxes', singular: 'box', short: [] },
  scope: 'Namespaced',
  example: { apiVersion: 'example/v1', kind: 'Box', metadata: { name: 'b', namespace: 'default' } },
  definition: 'io.example.v1.Box',
  setDefaults(draft) {
    draft.spec ??= {}
    draft.spec.colour ??= 'grey'
  },
  validate: () => [],
  columns: [],
  subresources: {
    status,
    scale: scale({
      desired: (object) => object.spec.replicas ?? 0,
      current: () => 0,
      withDesired: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
      selector: () => '',
    }),
  },
}

const key = 'boxes/default/b'
let api: Api
let at: (instant: number) => void

beforeEach(() => {
  const made = bench({
    parts: madeUp(namespaceKind, gadgetKind, boxKind),
    schemas,
    management,
  })
  api = made.api
  at = made.at
})

const config = (spec: object, metadata: object = {}) => ({
  apiVersion: 'example/v1',
  kind: 'Box',
  metadata: { name: 'b', namespace: 'default', ...metadata },
  spec,
})
const apply = (fieldManager: string, spec: object, options: RequestOptions & { metadata?: object } = {}) =>
  api.patch(key, { type: 'apply', body: config(spec, options.metadata) }, { fieldManager, ...options })
const update = (fieldManager: string, spec: object) => api.update('boxes', config(spec) as KubeObject, { fieldManager })
const stored = () => api.get(key)!
const entries = () => stored().metadata.managedFields ?? []
const owned = () =>
  Object.fromEntries(entries().map(({ manager, operation, fieldsV1 }) => [`${manager} ${operation}`, fieldsV1]))

describe('apply', () => {
  test('makes the object, and owns what it says but not the defaults', () => {
    let created = 0
    apply('me', { size: 1 }, { onCreate: () => created++ })
    expect(created).toBe(1)
    expect(stored().spec).toEqual({ size: 1, colour: 'grey' })
    expect(owned()).toEqual({ 'me Apply': { 'f:spec': { 'f:size': {} } } })
  })

  test('twice changes nothing, not even the revision', () => {
    apply('me', { size: 1, items: [{ name: 'a' }] })
    const before = stored()
    at(Date.UTC(2027, 0, 1))
    apply('me', { size: 1, items: [{ name: 'a' }] })
    expect(stored()).toBe(before)
  })

  test('removes what it no longer says, unless somebody else says it too', () => {
    apply('me', { size: 1, notes: { a: '1', b: '2' }, items: [{ name: 'x', count: 1 }, { name: 'y' }] })
    apply('you', { notes: { b: '2' }, items: [{ name: 'y', note: 'n' }] })
    apply('me', { size: 1 })
    expect(stored().spec).toEqual({ size: 1, colour: 'grey', notes: { b: '2' }, items: [{ name: 'y', note: 'n' }] })
  })

  test('conflicts with whoever owns what it would change', () => {
    create('kubectl-create', { size: 1, colour: 'red' })
    const { message, code, reason, details } = refusal(() => apply('me', { size: 2 }))
    expect({ message, code, reason }).toEqual({
      message: 'Apply failed with 1 conflict: conflict with "kubectl-create" using example/v1: .spec.size',
      code: 409,
      reason: 'Conflict',
    })
    expect(details?.causes).toEqual([
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "kubectl-create" using example/v1',
        field: '.spec.size',
      },
    ])
    const several = refusal(() => apply('me', { size: 2, colour: 'blue' }))
    expect(several.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "kubectl-create" using example/v1:\n- .spec.colour\n- .spec.size',
    )
    expect(stored().spec).toEqual({ size: 1, colour: 'red' })
  })

  test('shares what is the same, and takes by force what is not', () => {
    create('kubectl-create', { size: 1, colour: 'red' })
    apply('me', { size: 1, colour: 'blue' }, { force: true })
    expect(owned()).toEqual({
      'kubectl-create Update': { 'f:spec': { 'f:size': {} } },
      'me Apply': { 'f:spec': { 'f:colour': {}, 'f:size': {} } },
    })
  })

  test('needs a manager, its own kind, and nothing of managedFields', () => {
    expect(refusal(() => api.patch(key, { type: 'apply', body: config({}) })).message).toBe(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    )
    const of = (body: object) => refusal(() => api.patch(key, { type: 'apply', body }, { fieldManager: 'me' })).message
    expect(of({ ...config({}), kind: 'Crate' })).toBe('invalid object type: example/v1, Kind=Crate')
    expect(of({ kind: 'Box', apiVersion: 'v1' })).toBe('invalid object type: /v1, Kind=Box')
    expect(of(config({}, { managedFields: [{ manager: 'x' }] }))).toBe('metadata.managedFields must be nil')
    expect(of(config({}, { name: 'c' }))).toBe('the name of the object (c) does not match the name on the URL (b)')
    expect(of(config({ foo: 1 }))).toBe(
      'failed to create typed patch object (default/b; example/v1, Kind=Box): .spec.foo: field not declared in schema',
    )
    expect(api.get(key)).toBeUndefined()
  })

  test('to the scale owns the replicas through it', () => {
    create('kubectl-create', { size: 1 })
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'b' }, spec: { replicas: 3 } }
    api.patch(key, { type: 'apply', body: scale }, { fieldManager: 'hpa', subresource: 'scale' })
    expect(stored().spec.replicas).toBe(3)
    expect(entries().find(({ manager }) => manager === 'hpa')).toMatchObject({
      operation: 'Apply',
      subresource: 'scale',
    })
    const { message } = refusal(() => apply('me', { replicas: 4 } as object))
    expect(message).toBe('Apply failed with 1 conflict: conflict with "hpa" with subresource "scale": .spec.replicas')
  })
})

const create = (fieldManager: string, spec: object) => api.create('boxes', config(spec) as KubeObject, { fieldManager })

describe('other writes', () => {
  test('to the scale own its replicas, until a scale of zero that names none', () => {
    create('maker', { replicas: 1 })
    const scaleTo = (replicas: number) =>
      api.patch(key, { type: 'merge', body: { spec: { replicas } } }, { fieldManager: 'kubectl', subresource: 'scale' })
    const owners = () =>
      entries().flatMap(({ manager, fieldsV1 }) => (/f:replicas/.test(JSON.stringify(fieldsV1)) ? [manager] : []))
    scaleTo(3)
    expect(owners()).toEqual(['kubectl'])
    scaleTo(0)
    expect(owners()).toEqual([])
    scaleTo(2)
    expect(stored().spec.replicas).toBe(2)
    expect(owners()).toEqual([])
  })

  test('own what they change, and nothing when they change nothing', () => {
    create('maker', { size: 1, colour: 'red' })
    const before = stored()
    update('other', { size: 1, colour: 'red' })
    expect(stored()).toBe(before)
    update('other', { size: 2, colour: 'red' })
    expect(owned()).toEqual({
      'maker Update': { 'f:spec': { 'f:colour': {} } },
      'other Update': { 'f:spec': { 'f:size': {} } },
    })
  })

  test('of components count on objects that a client has written to, and cost nothing elsewhere', () => {
    api.create('boxes', config({ size: 1 }) as KubeObject, { typed: true, component: 'loop' })
    api.updateStatus('boxes', { ...stored(), status: { phase: 'new' } }, { typed: true, component: 'loop' })
    expect(stored().metadata.managedFields).toBeUndefined()
    api.patch(key, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } }, { fieldManager: 'me' })
    expect(entries().map(({ manager, subresource }) => [manager, subresource])).toEqual([
      ['kube-controller-manager', undefined],
      ['kube-controller-manager', 'status'],
      ['me', undefined],
    ])
    api.updateStatus('boxes', { ...stored(), status: { phase: 'old' } }, { typed: true, component: 'judge' })
    expect(entries().find(({ manager }) => manager === 'judge')).toMatchObject({
      subresource: 'status',
      fieldsV1: { 'f:status': { 'f:phase': {} } },
    })
  })

  test('can reset the owners; then there are none until the next apply', () => {
    create('maker', { size: 1 })
    const body = { metadata: { managedFields: [{}] } }
    api.patch(key, { type: 'merge', body }, { fieldManager: 'me' })
    const resource = api.resolve('boxes')!.info
    expect(api.withManagedFields(resource, stored()).metadata.managedFields).toBeUndefined()
    update('other', { size: 2 })
    expect(api.withManagedFields(resource, stored()).metadata.managedFields).toBeUndefined()
    apply('me', { size: 2 })
    expect(
      entries()
        .map(({ manager }) => manager)
        .sort(),
    ).toEqual(['before-first-apply', 'me'])
  })

  test('no object has more than ten updaters', () => {
    create('m0', { size: 0 })
    for (let each = 1; each < 15; each++) {
      at(Date.UTC(2027, 0, each))
      api.patch(key, { type: 'merge', body: { spec: { notes: { [`n${each}`]: 'x' } } } }, { fieldManager: `m${each}` })
    }
    expect(entries()).toHaveLength(10)
    expect(entries()[0]!.manager).toBe('ancient-changes')
  })
})

const specs = fc.record(
  {
    size: fc.integer({ min: 0, max: 3 }),
    notes: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), { minKeys: 1 }),
    tags: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }),
    items: fc.uniqueArray(fc.record({ name: fc.constantFrom('i', 'j', 'k'), count: fc.integer({ min: 1, max: 3 }) }), {
      selector: ({ name }) => name,
      minLength: 1,
    }),
  },
  { requiredKeys: [] },
)

test('applying twice is applying once, and what others applied is still there', () => {
  fc.assert(
    fc.property(specs, specs, specs, (first, others, second) => {
      const made = bench({
        parts: madeUp(namespaceKind, gadgetKind, boxKind),
        schemas,
        management,
      })
      const send = (fieldManager: string, spec: object) =>
        made.api.patch(key, { type: 'apply', body: config(spec) }, { fieldManager, force: true })
      send('me', first)
      send('you', others)
      send('me', second)
      const once = made.api.get(key)!
      send('me', second)
      expect(made.api.get(key)).toBe(once)
      for (const name of Object.keys({ ...others.notes })) expect(once.spec.notes).toHaveProperty(name)
      for (const tag of others.tags ?? []) expect(once.spec.tags).toContain(tag)
      for (const { name } of others.items ?? []) {
        expect(once.spec.items.map((item: { name: string }) => item.name)).toContain(name)
      }
      for (const [name, value] of Object.entries(second.notes ?? {})) expect(once.spec.notes[name]).toBe(value)
      const said = new Set([...Object.keys(others.notes ?? {}), ...Object.keys(second.notes ?? {})])
      expect(new Set(Object.keys(once.spec.notes ?? {}))).toEqual(said)
      if (others.size !== undefined || second.size !== undefined)
        expect(once.spec.size).toBe(second.size ?? others.size)
      else expect(once.spec.size).toBeUndefined()
    }),
    { numRuns: 150 },
  )
})
