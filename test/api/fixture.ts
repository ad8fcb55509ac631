import { ApiError, type Status } from '../../src/api/contract/errors.js'
import { invalidValue, required } from '../../src/api/contract/field-errors.js'
import type { ResourceInfo } from '../../src/api/contract/names.js'
import { status } from '../../src/api/requests/parts.js'
import { scale } from '../../src/api/requests/scale.js'
import { binding } from '../../src/kinds/core/pod/binding.js'
import type { Instant, KubeObject, ObjectKey } from '../../src/model/objects/object.js'
import { defaultSettings } from '../../src/model/objects/settings.js'
import { compareKeys } from '../../src/model/values/order.js'
import type { Random } from '../../src/simulation/random.js'
import type { Change, Index, Store } from '../../src/store/store.js'
import { type Api, type ApiParts, createApi, type MadeUpKind, madeUp } from './test-api.js'

/** A store without a disk, an index or a memory: enough to see what the api writes. */
export function plainStore(): Store & { readonly changes: Change[] } {
  const objects = new Map<ObjectKey, KubeObject>()
  const changes: Change[] = []
  let revision = 0
  const record = (change: Omit<Change, 'revision'>) => changes.push({ revision, ...change })
  const sorted = () => [...objects].sort(([a], [b]) => compareKeys(a, b))
  return {
    changes,
    get revision() {
      return revision
    },
    get: <T extends KubeObject>(key: ObjectKey) => objects.get(key) as T | undefined,
    list: <T extends KubeObject>(resource: string, namespace?: string) => {
      const prefix = namespace === undefined ? `${resource}/` : `${resource}/${namespace}/`
      return sorted().flatMap(([key, object]) => (key.startsWith(prefix) ? [object as T] : []))
    },
    select: <T extends KubeObject>(index: Index, value: string) =>
      sorted().flatMap(([, object]) => (index.values(object).includes(value) ? [object as T] : [])),
    put(key, object) {
      revision++
      const previous = objects.get(key)
      const stored = freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } })
      objects.set(key, stored)
      record({ type: previous === undefined ? 'ADDED' : 'MODIFIED', key, object: stored })
      return stored
    },
    remove(key) {
      const previous = objects.get(key)
      if (previous === undefined) return undefined
      revision++
      objects.delete(key)
      record({ type: 'DELETED', key, object: previous })
      return previous
    },
    changesSince: (since) => changes.filter((change) => change.revision > since),
    seen: () => {},
  }
}

/** Whoever mutates a stored object is caught in the act. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const item of Object.values(value)) freeze(item)
  return value
}

/** Numbers that follow from the purpose alone. */
export function seeded(purpose: string): Random {
  let state = 2166136261
  for (const character of purpose) state = Math.imul(state ^ character.charCodeAt(0), 16777619) >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  const pick = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[below(alphabet.length)]).join('')
  const hex = (length: number) => pick('0123456789abcdef', length)
  return {
    next,
    below,
    name: (length) => pick('bcdfghjklmnpqrstvwxz2456789', length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  }
}

/** Kinds made up for these tests: with and without namespace, status, generation, grace. */
export const namespaceKind: MadeUpKind = {
  names: { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', singular: 'namespace', short: ['ns'] },
  scope: 'Cluster',
  example: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
  setDefaults: () => {},
  validate: () => [],
  columns: [{ name: 'Name', value: (object) => object.metadata.name }],
}

export const gadgetKind: MadeUpKind = {
  names: {
    group: 'example.com',
    version: 'v1',
    kind: 'Gadget',
    plural: 'gadgets',
    singular: 'gadget',
    short: ['gd'],
    categories: ['all'],
  },
  scope: 'Namespaced',
  example: {
    apiVersion: 'example.com/v1',
    kind: 'Gadget',
    metadata: { name: 'g', namespace: 'default' },
    spec: { size: 1 },
  },
  hasGeneration: true,
  setDefaults(draft) {
    draft.spec ??= {}
    draft.spec.size ??= 1
  },
  prepare(draft, previous) {
    if (previous === undefined) draft.status = {}
  },
  validate(object, previous) {
    const errors = []
    if (object.spec.owner === '') errors.push(required('spec.owner'))
    if (object.spec.size < 0) {
      errors.push(invalidValue('spec.size', object.spec.size, 'must be greater than or equal to 0'))
    }
    if (previous !== undefined && object.spec.colour !== previous.spec.colour) {
      errors.push(invalidValue('spec.colour', object.spec.colour, 'field is immutable'))
    }
    return errors
  },
  warnings: (object) => (object.spec.size > 100 ? ['spec.size: larger than any shelf'] : []),
  selectableFields: { 'spec.colour': (object) => object.spec.colour ?? '' },
  columns: [
    { name: 'Name', value: (object) => object.metadata.name },
    { name: 'Size', type: 'integer', value: (object) => object.spec.size },
    { name: 'Colour', wide: true, value: (object) => object.spec.colour ?? '<none>' },
  ],
  subresources: {
    status,
    scale: scale({
      desired: (object) => object.spec.size,
      current: (object) => object.status?.size ?? 0,
      withDesired: (object, size) => ({ ...object, spec: { ...object.spec, size } }),
      selector: (object) => `gadget=${object.metadata.name}`,
    }),
  },
}

export const taskKind: MadeUpKind = {
  names: { group: '', version: 'v1', kind: 'Task', plural: 'tasks', singular: 'task', short: [] },
  scope: 'Namespaced',
  example: { apiVersion: 'v1', kind: 'Task', metadata: { name: 't', namespace: 'default' }, spec: {} },
  subresources: { status, binding },
  setDefaults(draft) {
    draft.spec ??= {}
  },
  validate: () => [],
  gracePeriod: (_object, requested) => requested ?? 30,
  columns: [{ name: 'Name', value: (object) => object.metadata.name }],
}

export interface Bench {
  readonly api: Api
  readonly store: ReturnType<typeof plainStore>
  readonly gadgets: ResourceInfo
  at(instant: Instant): void
}

export const start = Date.UTC(2026, 0, 2, 3, 4, 5)

/** An api over an empty store with a namespace `default`. */
export function bench(parts: Partial<ApiParts> = {}): Bench {
  const store = plainStore()
  let instant = start
  const api = createApi({
    store,
    parts: madeUp(namespaceKind, gadgetKind, taskKind),
    settings: defaultSettings,
    random: seeded,
    now: () => instant,
    ...parts,
  })
  api.create('namespaces', namespaceKind.example)
  return { api, store, gadgets: api.resolve('gadgets')!.info, at: (later) => (instant = later) }
}

export function gadget(name: string, spec: Record<string, unknown> = {}, metadata: object = {}): KubeObject {
  return { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name, namespace: 'default', ...metadata }, spec }
}

/** The Status of the error that a call throws. */
export function refusal(call: () => unknown): Status {
  try {
    call()
  } catch (error) {
    if (error instanceof ApiError) return error.status
    throw error
  }
  throw new Error('was not refused')
}
