import { describe, expect, test } from 'vitest'
import { createStore, emptyDocument, ownedBy, podsByIp } from '../../../src/store/index.js'
import { objectFor, reread, saved } from '../objects.js'

const PODS = 2000

function manyPods() {
  const empty = emptyDocument()
  const store = createStore(empty)
  for (let index = 0; index < PODS; index++) {
    const key = `pods/default/web-${index}`
    store.put(key, {
      ...objectFor(key),
      metadata: {
        name: `web-${index}`,
        namespace: 'default',
        ownerReferences: [{ apiVersion: 'v1', kind: 'O', name: 'o', uid: `owner-${index % 500}` }],
        annotations: { filler: 'x'.repeat(700) },
      },
      spec: {},
      status: { podIP: `10.0.${index >> 8}.${index & 255}` },
    })
  }
  store.put('configmaps/default/a', objectFor('configmaps/default/a'))
  store.put('services/default/s', objectFor('services/default/s'))
  return reread(saved(empty, store))
}

const large = saved(manyPods(), createStore(manyPods()))

describe('a large file', () => {
  test('is not parsed to read or change one object', () => {
    const document = reread(large)
    const store = createStore(document)
    store.put('configmaps/default/a', objectFor('configmaps/default/a', { changed: true }))
    store.put('configmaps/default/b', objectFor('configmaps/default/b'))
    store.remove('services/default/s')
    expect(store.list('configmaps', 'default')).toHaveLength(2)
    const bytes = saved(document, store)
    expect(document.lines.parsed).toBeLessThanOrEqual(3)
    expect(Object.keys(JSON.parse(bytes.toString()).objects)).toHaveLength(PODS + 2)
  })

  test('keeps the lines that did not change byte by byte', () => {
    const document = reread(large)
    const store = createStore(document)
    store.put('configmaps/default/b', objectFor('configmaps/default/b'))
    const lines = (bytes: Buffer) => bytes.toString().split('\n')
    const before = lines(large)
    const after = new Set(lines(saved(document, store)))
    expect(before.filter((line) => !after.has(line)).map((line) => line.slice(0, 20))).toEqual([
      before[0]!.slice(0, 20),
    ])
  })

  test('is looked through for a hint, and only what matches is parsed', () => {
    const document = reread(large)
    const store = createStore(document)
    expect(store.select(podsByIp, '10.0.1.7').map(({ metadata }) => metadata.name)).toEqual(['web-263'])
    expect(store.select(ownedBy, 'owner-499')).toHaveLength(4)
    expect(store.select(ownedBy, 'nobody')).toEqual([])
    expect(document.lines.parsed).toBe(5)
  })

  test('is filed as a whole when many values are asked for', () => {
    const document = reread(large)
    const store = createStore(document)
    for (let owner = 0; owner < 100; owner++) expect(store.select(ownedBy, `owner-${owner}`)).toHaveLength(4)
    expect(document.lines.parsed).toBe(PODS + 2)
  })

  test('is parsed for a list of one namespace only as far as that goes', () => {
    const document = reread(large)
    const store = createStore(document)
    expect(store.list('pods', 'kube-system')).toEqual([])
    expect(document.lines.parsed).toBe(0)
  })
})
