import { expect, test } from 'vitest'
import { applyJsonPatch } from '../../src/api/patches/index.js'
import { mostStored } from '../../src/api/requests/storing.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import { freeze, refusal } from './fixture.js'
import { real } from './real-api.js'

const configMap = (name: string, data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
})

const patched = (body: readonly unknown[]) => {
  const api = real()
  api.create('configmaps', configMap('x', { a: 'x'.repeat(100) }))
  return refusal(() => api.patch('configmaps/default/x', { type: 'json', body }))
}

test('copies that double what they copy are refused', () => {
  const copies = Array.from({ length: 19 }, (_, at) => ({ op: 'copy', from: '/data', path: `/data/x${at}` }))
  expect(patched(copies)).toMatchObject({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
  })
  expect(() => applyJsonPatch({ data: { a: 'x'.repeat(100) } }, copies)).toThrow(
    /^Unable to complete the copy, the accumulated size increase of copy is \d+, exceeding the limit 3145728$/,
  )
})

test('a patch has at most ten thousand operations', () => {
  expect(patched(Array(10_001).fill({ op: 'test', path: '/data' }))).toMatchObject({
    code: 413,
    message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
  })
})

test('ten thousand operations take what they are long', () => {
  const data = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, 'v']))
  const adds = Array.from({ length: 10_000 }, (_, at) => ({ op: 'add', path: `/data/x${at}`, value: 'v' }))
  const { data: result } = applyJsonPatch(freeze({ data }), freeze(adds)) as { data: object }
  expect(Object.keys(result)).toHaveLength(30_000)
})

test('operations that nest a document ever more deeply are refused', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(400)}{}${'}'.repeat(400)}`)
  const path = '/a'.repeat(400)
  const nest = [
    { op: 'copy', from: '/d', path: `/d${path}/b` },
    { op: 'copy', from: '/d', path: `/d${path}/b${path}/b` },
  ]
  expect(() => applyJsonPatch({ d: deep }, nest)).toThrow('exceeded max depth')
  expect(() => applyJsonPatch({ d: deep }, nest.slice(0, 1))).toThrow('exceeded max depth')
})

test('what an earlier operation has added is not the patch’s own value', () => {
  const patch = freeze([
    { op: 'add', path: '/a', value: { b: 1 } },
    { op: 'copy', from: '/a', path: '/c' },
    { op: 'replace', path: '/a/b', value: 2 },
  ])
  expect(applyJsonPatch(freeze({}), patch)).toEqual({ a: { b: 2 }, c: { b: 1 } })
})

test('an object is no larger than etcd takes', () => {
  const api = real()
  const schedule = (length: number) => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: `e${length}`, namespace: 'default' },
    subsets: [
      {
        addresses: Array.from({ length }, (_, at) => ({
          ip: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
          hostname: 'h'.repeat(50),
        })),
        ports: [{ port: 80 }],
      },
    ],
  })
  const most = Math.floor(mostStored / 80)
  expect(api.create('endpoints', schedule(most)).metadata.name).toBe(`e${most}`)
  expect(refusal(() => api.create('endpoints', schedule(2 * most)))).toMatchObject({
    code: 500,
    message: 'etcdserver: request is too large',
  })
  expect(
    refusal(() =>
      api.update('endpoints', { ...schedule(2 * most), metadata: { name: `e${most}`, namespace: 'default' } }),
    ).message,
  ).toBe('etcdserver: request is too large')
})

test('owners by the ten thousands take what they are long, alike, wrong or all of them controllers', () => {
  const api = real()
  const owned = (name: string, owner: (at: number) => object) => {
    const ownerReferences = Array.from({ length: 100_000 }, (_, at) => owner(at)) as never
    return { ...configMap(name, {}), metadata: { name, namespace: 'default', ownerReferences } }
  }
  const right = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u' }
  const one = api.create(
    'configmaps',
    owned('alike', () => right),
  )
  expect(one.metadata.ownerReferences).toEqual([right])
  expect(
    refusal(() =>
      api.create(
        'configmaps',
        owned('wrong', (at) => ({ uid: `${at}` })),
      ),
    ),
  ).toMatchObject({ code: 422 })
  const controllers = owned('led', (at) => ({ ...right, name: `p${at}`, controller: true }))
  expect(refusal(() => api.create('configmaps', controllers))).toMatchObject({ details: { causes: [{}] } })
})
