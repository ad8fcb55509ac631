import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KubeObject, ObjectKey } from '../../../src/model/objects/object.js'
import { createStore, emptyDocument, type Index, type ObjectStore, ownedBy } from '../../../src/store/index.js'
import { objectFor, reread, saved } from '../objects.js'

const byColour: Index = {
  name: 'things by colour',
  resource: 'things',
  values: (object) => (object.colour === undefined ? [] : [object.colour]),
  hint: (colour) => `"colour":"${colour}"`,
}
const bySize: Index = { name: 'things by size', resource: 'things', values: (object) => [String(object.size ?? '')] }
const colours = ['red', 'green', 'blue']

describe('a store', () => {
  test('counts revisions and stamps objects with them', () => {
    const store = createStore()
    expect(store.put('things/default/a', objectFor('things/default/a')).metadata.resourceVersion).toBe('1')
    expect(store.put('things/default/a', objectFor('things/default/a')).metadata.resourceVersion).toBe('2')
    expect(store.remove('things/default/a')?.metadata.resourceVersion).toBe('3')
    expect(store.remove('things/default/a')).toBeUndefined()
    expect(store.revision).toBe(3)
  })

  test('leaves the version before as it was', () => {
    const store = createStore()
    const before = store.put('things/default/a', objectFor('things/default/a', { size: 1 }))
    store.put('things/default/a', { ...before, size: 2 })
    expect(before.metadata.resourceVersion).toBe('1')
    expect(before.size).toBe(1)
  })

  test('lists a resource in key order, of one namespace or of all', () => {
    const store = createStore()
    for (const key of ['things/b/x', 'things/a/y', 'things/a-b/z', 'thingsies/a/y', 'nodes/n', 'things/a/a']) {
      store.put(key, objectFor(key))
    }
    const names = (objects: KubeObject[]) => objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    expect(names(store.list('things'))).toEqual(['a-b/z', 'a/a', 'a/y', 'b/x'])
    expect(names(store.list('things', 'a'))).toEqual(['a/a', 'a/y'])
    expect(store.list('nothing')).toEqual([])
  })

  test('tells the changes after a revision', () => {
    const store = createStore()
    store.put('things/default/a', objectFor('things/default/a', { size: 1 }))
    store.put('things/default/a', objectFor('things/default/a', { size: 2 }))
    store.remove('things/default/a')
    expect(store.changesSince(0)?.map(({ type, revision }) => [type, revision])).toEqual([
      ['ADDED', 1],
      ['MODIFIED', 2],
      ['DELETED', 3],
    ])
    expect(store.changesSince(2)?.map(({ object }) => object.metadata.resourceVersion)).toEqual(['3'])
    expect(store.changesSince(1)?.[0]?.previous?.size).toBe(1)
    expect(store.changesSince(3)).toEqual([])
    expect(store.changesSince(4)).toBeUndefined()
  })

  test('encodes a long line once, however often it is saved', () => {
    const store = createStore()
    const key = 'things/default/ä'
    const object = store.put(key, objectFor(key, { text: 'é'.repeat(100_000) }))
    const line = store.changedLines().get(key)
    expect(line).toBeInstanceOf(Buffer)
    expect(store.changedLines().get(key)).toBe(line)
    expect(String(line)).toBe(`"${key}":${JSON.stringify(object)}`)
    expect(String(store.textOf(object))).toBe(JSON.stringify(object))
    expect(reread(saved(emptyDocument(), store)).revision).toBe(1)
  })

  test('does not know what was before its document', () => {
    const first = createStore()
    first.put('things/default/a', objectFor('things/default/a'))
    const document = reread(saved(emptyDocument(), first))
    expect(createStore(document).changesSince(0)).toBeUndefined()
    expect(createStore(document).changesSince(1)).toEqual([])
  })

  test.each(['__proto__', 'constructor', 'toString', 'a"b\\c', 'ä€😀'])('takes the name %s as any other', (name) => {
    const store = createStore()
    const key = `things/${name}/${name}`
    const labels = JSON.parse(`{${JSON.stringify(name)}:"x"}`)
    store.put(key, { ...objectFor(key), metadata: { name, namespace: name, labels } })
    const again = createStore(reread(saved(emptyDocument(), store)))
    expect(again.get(key)).toEqual(store.get(key))
    expect(Object.entries(again.get(key)?.metadata.labels ?? {})).toEqual([[name, 'x']])
    expect(again.list('things', name)).toHaveLength(1)
    expect(again.list('__proto__')).toEqual([])
    expect(again.get('constructor')).toBeUndefined()
  })
})

type Step = { readonly key: ObjectKey; readonly colour: string | undefined; readonly remove: boolean }

const steps = fc.array(
  fc.record({
    key: fc
      .tuple(fc.constantFrom('things', 'others'), fc.constantFrom('a', 'a-b', 'b'), fc.constantFrom(...'klmnop'))
      .map((parts) => parts.join('/')),
    colour: fc.option(fc.constantFrom(...colours), { nil: undefined }),
    remove: fc.boolean(),
  }),
  { maxLength: 40 },
)

describe('whatever is done to it', () => {
  const take = (step: Step, store: ObjectStore, model: Map<ObjectKey, KubeObject>) => {
    if (step.remove) {
      store.remove(step.key)
      model.delete(step.key)
      return
    }
    const colour = step.colour === undefined ? {} : { colour: step.colour }
    const owners = step.colour === undefined ? [] : [{ uid: step.colour, name: 'o', kind: 'O', apiVersion: 'v1' }]
    const object = objectFor(step.key, { ...colour, size: store.revision % 3 })
    model.set(step.key, store.put(step.key, { ...object, metadata: { ...object.metadata, ownerReferences: owners } }))
  }
  const agree = (store: ObjectStore, model: Map<ObjectKey, KubeObject>) => {
    const entries = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
    const where = (test: (key: ObjectKey, object: KubeObject) => boolean) =>
      entries.filter(([key, object]) => test(key, object)).map(([, object]) => object)
    const isThing = (key: ObjectKey) => key.startsWith('things/')
    expect(store.list('things')).toEqual(where(isThing))
    expect(store.list('things', 'a')).toEqual(where((key) => key.startsWith('things/a/')))
    for (const colour of colours) {
      expect(store.select(byColour, colour)).toEqual(where((key, { colour: is }) => isThing(key) && is === colour))
      expect(store.select(ownedBy, colour)).toEqual(where((_, { colour: is }) => is === colour))
    }
    expect(store.select(bySize, '1')).toEqual(where((key, { size }) => isThing(key) && size === 1))
    for (const object of store.list('things')) {
      const text = store.textOf(object)
      if (text !== undefined) expect(JSON.parse(text.toString())).toEqual(object)
    }
  }

  test('it holds what a plain map would hold, across saves', () => {
    fc.assert(
      fc.property(steps, steps, fc.nat(40), fc.boolean(), (first, second, early, peek) => {
        const model = new Map<ObjectKey, KubeObject>()
        const empty = emptyDocument()
        const before = createStore(empty)
        for (const step of first) take(step, before, model)
        const document = reread(saved(empty, before))
        const store = createStore(document)
        if (peek) agree(store, model)
        for (const [count, step] of second.entries()) {
          take(step, store, model)
          if (count === early) agree(store, model)
        }
        agree(store, model)
        const bytes = saved(document, store)
        agree(createStore(reread(bytes)), model)
        expect(Object.keys(JSON.parse(bytes.toString()).objects)).toEqual([...model.keys()].sort())
      }),
      { numRuns: 150 },
    )
  })
})
