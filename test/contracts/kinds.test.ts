/** What every kind must keep to, tried on its own example. Whoever adds a kind gets these tests for nothing. */
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/api/contract/errors.js'
import type { Kind } from '../../src/api/contract/kind.js'
import { apiVersionOf } from '../../src/api/contract/names.js'
import { validateMetadata } from '../../src/api/requests/metadata.js'
import { decode } from '../../src/api/schema/decoder.js'
import { structureOf } from '../../src/api/schema/structure.js'
import { kinds, loadDescriptions, loadSchemas } from '../../src/kinds/index.js'
import { partsOf } from '../../src/kinds/writing.js'
import { type KubeObject, keyOf } from '../../src/model/objects/object.js'
import { defaultSettings } from '../../src/model/objects/settings.js'
import { parseLabelSelector } from '../../src/model/selectors/label-selectors.js'
import { deepClone, deepEqual } from '../../src/model/values/json-values.js'
import { createRandom } from '../../src/simulation/index.js'
import { createStore } from '../../src/store/index.js'
import { freeze } from '../api/fixture.js'
import { builtInParts, createApi } from '../api/test-api.js'

const schemas = await loadSchemas()
const { descriptions } = await loadDescriptions()
const now = Date.UTC(2026, 0, 2, 3, 4, 5)

/** An api over a store in memory, with what examples may count on. */
function cluster() {
  const store = createStore()
  const put = (key: string, object: KubeObject) => store.put(key, object)
  put('namespaces/default', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default', uid: 'namespace' },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  })
  put('serviceaccounts/default/default', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'default', uid: 'account' },
  })
  const api = createApi({
    store,
    parts: builtInParts,
    settings: defaultSettings,
    random: createRandom('contract'),
    now: () => now,
    schemas,
  })
  return { api, store }
}

/** The example as a stored object: decoded, with defaults, prepared, admitted. */
function stored(kind: Kind): KubeObject {
  const { api } = cluster()
  const { strategy, create } = partsOf(kind)
  const [computed = create && strategy.example] = kind.computed?.(defaultSettings) ?? []
  if (computed !== undefined) return freeze(deepClone(computed))
  return freeze(deepClone(api.create(storageOf(kind), strategy.example, { typed: kind.served === false })))
}

const storageOf = (kind: Kind) => {
  const { registry } = cluster().api
  const names = [kind.names.plural, `${kind.names.plural}.${kind.names.group}`]
  return names.find((name) => registry.storage(name)?.kind === kind)!
}

const table = kinds.map((kind) => [kind.names.kind, kind] as const)

test('names are told apart', () => {
  const served = kinds.filter((kind) => kind.served !== false)
  const words = served.flatMap(({ names }) => [...new Set([names.plural, names.singular, ...names.short])])
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([])
})

describe.each(table)('%s', (_, kind) => {
  const { names } = kind
  const { strategy, subresources, create: instead } = partsOf(kind)
  const answers = strategy.respond !== undefined
  const isKept = !answers && instead === undefined && kind.computed === undefined

  test.runIf(answers)('is answered, and nothing is kept', () => {
    const { api, store } = cluster()
    const { revision } = store
    expect(api.create(storageOf(kind), strategy.example)).toMatchObject({ kind: names.kind, status: {} })
    expect(store.revision).toBe(revision)
  })

  test('is named as Kubernetes names things', () => {
    expect(names.kind).toMatch(/^[A-Z][A-Za-z]+$/)
    expect(names.singular).toBe(names.kind.toLowerCase())
    expect(names.plural).toMatch(/^[a-z]+s$/)
    for (const short of names.short) expect(short).toMatch(/^[a-z]{1,8}$/)
    expect(strategy.example).toMatchObject({ apiVersion: apiVersionOf(names), kind: names.kind })
    expect(strategy.example.metadata.namespace !== undefined).toBe(kind.scope === 'Namespaced')
  })

  test.runIf(kind.served !== false)('has a schema that its example fits, and descriptions', () => {
    const structure = structureOf(schemas, kind.definition!)!
    expect(structure.goName).toBe(names.kind)
    expect(decode(schemas, structure, strategy.example).unknownFields).toEqual([])
    expect(descriptions[structure.definition]?.['']).toBeTruthy()
  })

  test('has an example that is valid once its defaults are set', () => {
    const object = stored(kind)
    // What is answered to a question has no name.
    expect(validateMetadata({ kind, strategy }, answers ? strategy.example : object)).toEqual([])
    expect(strategy.validate?.(object) ?? []).toEqual([])
    expect(strategy.validate?.(object, object) ?? []).toEqual([])
  })

  test('sets defaults that stay as they are', () => {
    const draft = deepClone(stored(kind))
    strategy.setDefaults?.(draft)
    expect(draft).toEqual(stored(kind))
    const bare: KubeObject = {
      apiVersion: apiVersionOf(names),
      kind: names.kind,
      metadata: { name: 'x' },
      spec: {},
      status: {},
    }
    strategy.setDefaults?.(bare)
    const again = deepClone(bare)
    strategy.setDefaults?.(again)
    expect(again).toEqual(bare)
  })

  test('never mutates what it validates, shows or reads', () => {
    const object = stored(kind)
    const { api } = cluster()
    strategy.validate?.(object, object)
    strategy.warnings?.(object, object)
    strategy.gracePeriod?.(object, undefined)
    kind.observe?.(object, { now, reader: api })
    for (const read of Object.values(kind.selectableFields ?? {})) expect(typeof read(object)).toBe('string')
  })

  test.runIf(isKept)('shows columns that begin with the name', async () => {
    const columns = (await kind.columns?.()) ?? []
    const [first, ...others] = columns.map((column) => column.name)
    expect(others.length).toBeGreaterThan(0)
    expect(first).toMatch(/^(Name|Last Seen)$/)
    const { api } = cluster()
    for (const object of [stored(kind), freeze({ ...stored(kind), status: {} } as KubeObject)]) {
      for (const column of columns) {
        const cell = column.value(object, { now, reader: api })
        expect(['string', 'number', 'boolean'].includes(typeof cell) || cell === null, column.name).toBe(true)
      }
    }
  })

  test.runIf(isKept)('goes through the api and back', () => {
    const { api, store } = cluster()
    const resource = storageOf(kind)
    const typed = kind.served === false
    const made = api.create(resource, strategy.example, { typed })
    const key = keyOf(resource, made)
    expect(api.get(key)).toBeDefined()
    expect(api.read(key).metadata.uid).toBe(made.metadata.uid)
    expect(api.list(resource).map((object) => object.metadata.name)).toContain(made.metadata.name)

    const revision = store.revision
    api.update(resource, made, { typed })
    expect(store.revision, 'an update that changes nothing writes nothing').toBe(revision)

    const labelled = api.update(resource, withLabel(made, 'a'), { typed })
    expect(labelled.metadata.labels).toMatchObject({ contract: 'a' })
    expect(labelled.metadata.generation).toBe(made.metadata.generation)
    const spec = ({ metadata: _, ...rest }: KubeObject) => rest
    expect(spec(labelled)).toEqual(spec(made))

    if (!typed) {
      const body = { metadata: { labels: { contract: 'b' } } }
      const merged = api.patch(key, { type: 'merge', body })
      expect(merged.metadata.labels).toMatchObject({ contract: 'b' })
      const none = api.patch(key, { type: 'strategic', body: { metadata: { labels: { contract: null } } } })
      expect(none.metadata.labels?.contract).toBeUndefined()
      expect(deepEqual(spec(none), spec(made))).toBe(true)
    }

    api.delete(key, { gracePeriodSeconds: 0 })
    const left = store.get(key)
    if (left === undefined) return
    expect(strategy.holdsDeletion?.(left), 'only what the kind itself holds is left').toBe(true)
    expect(left.metadata.deletionTimestamp).toBeDefined()
  })

  test.runIf(isKept)('refuses a bad name (300 characters, where they are counted), and bad labels', () => {
    const { api } = cluster()
    const create = (metadata: object) => () =>
      api.create(
        storageOf(kind),
        { ...strategy.example, metadata: { ...strategy.example.metadata, ...metadata } },
        { typed: true },
      )
    const long = 'x'.repeat(300)
    const name = strategy.nameRule?.(long).length === 0 ? 'a/b' : long
    expect(create({ name })).toThrow(/metadata\.name: (Invalid value: "(x{300}|a\/b)"|Too long): /)
    expect(create({ labels: { a: 'not valid!' } })).toThrow(
      'metadata.labels: Invalid value: "not valid!": a valid label',
    )
    expect(create({ labels: JSON.parse('{"__proto__":"p","constructor":"c"}') })).toThrow('metadata.labels')
  })

  test.runIf(kind.served !== false)('answers to anything with an ApiError at worst', () => {
    const { api } = cluster()
    const resource = storageOf(kind)
    const object = stored(kind)
    const { resourceVersion: _, ...metadata } = object.metadata
    for (const fresh of [{ ...object, metadata } as KubeObject, strategy.example]) {
      for (const path of pathsOf(fresh)) {
        for (const value of garbage) {
          const odd = withValue(fresh, path, value) as KubeObject
          for (const write of [() => api.create(resource, odd, { dryRun: true }), () => api.update(resource, odd)]) {
            try {
              write()
            } catch (error) {
              expect(error, `${path.join('.')}: ${JSON.stringify(value)}`).toBeInstanceOf(ApiError)
            }
          }
        }
      }
    }
  })

  test('has capabilities that agree with one another', async () => {
    const object = stored(kind)
    const { podTemplate, podSelector, expose, containers, rollout } = (await kind.capabilities?.()) ?? {}
    const { scale } = subresources
    if (scale !== undefined) {
      const { selector } = scale.get!(object).status
      expect(parseLabelSelector(selector).requirements.length).toBeGreaterThan(0)
      const { api } = cluster()
      const key = keyOf(storageOf(kind), api.create(storageOf(kind), strategy.example))
      api.patch(key, { type: 'merge', body: { spec: { replicas: 3 } } }, { subresource: 'scale' })
      expect(scale.get!(api.read(key)).spec.replicas).toBe(3)
      expect(api.read(key, { subresource: 'scale' })).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } })
    }
    if (podTemplate !== undefined) {
      const template = podTemplate.get(object)
      expect(template.spec?.containers.length).toBeGreaterThan(0)
      expect(podTemplate.with(object, template)).toEqual(object)
    }
    if (podSelector !== undefined)
      expect(parseLabelSelector(podSelector(object)).requirements.length).toBeGreaterThan(0)
    if (expose !== undefined) {
      const { api } = cluster()
      void api
      for (const port of expose.ports(object)) expect(port.port).toBeGreaterThan(0)
    }
    if (containers !== undefined) expect(containers(object).length).toBeGreaterThan(0)
    if (rollout !== undefined) {
      expect(podTemplate, 'what rolls out has a template').toBeDefined()
      if (rollout.paused) expect(rollout.paused.is(rollout.paused.with(object, true))).toBe(true)
    }
  })
})

const garbage = [
  undefined,
  null,
  true,
  -1,
  1e30,
  0.5,
  '',
  'x',
  '\u001b[31m',
  [],
  [[]],
  [null],
  {},
  { x: { y: 1 } },
  JSON.parse('{"__proto__":{"a":1}}'),
]

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.keys(value).flatMap((key) => {
    const below = pathsOf((value as Record<string, unknown>)[key])
    return [[key], ...below.map((path) => [key, ...path])]
  })
}

function withValue(value: unknown, [key, ...rest]: readonly string[], item: unknown): unknown {
  if (key === undefined) return item
  const next = withValue((value as Record<string, unknown>)[key], rest, item)
  return Array.isArray(value) ? value.with(Number(key), next) : { ...(value as object), [key]: next }
}

function withLabel(object: KubeObject, value: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, contract: value } } }
}
