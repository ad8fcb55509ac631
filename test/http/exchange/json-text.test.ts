import { describe, expect, test } from 'vitest'
import { jsonPieces, pieceLength } from '../../../src/http/exchange/json-text.js'
import type { KubeObject } from '../../../src/model/objects/object.js'

const configMap = (name: string, text = 'é'.repeat(5000)): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { text },
})
const many = Array.from({ length: 300 }, (_, index) => configMap(`c${index}`))
const nothing = () => undefined

describe('the JSON of an answer', () => {
  test.each([
    ['an object', configMap('a')],
    ['an empty list', { kind: 'ConfigMapList', apiVersion: 'v1', metadata: {}, items: [] }],
    ['a long list', { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: many }],
    ['a table', { kind: 'Table', apiVersion: 'v1', columnDefinitions: [], rows: many.map(({ data }) => ({ data })) }],
    ['a list of something else', { kind: 'APIResourceList', apiVersion: 'v1', resources: [{}, {}] }],
    ['no object', ['a', 1, null]],
  ])('is that of the whole: %s', (_, object) => {
    const text = Buffer.concat([...jsonPieces(object, nothing)]).toString('utf8')
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(object)))
    expect(text.endsWith('}\n') || text.endsWith(']\n')).toBe(true)
  })

  test.each([
    ['text', (object: KubeObject) => JSON.stringify(object)],
    ['bytes', (object: KubeObject) => Buffer.from(JSON.stringify(object))],
    [
      'text with the kind first',
      ({ apiVersion, kind, ...rest }: KubeObject) => JSON.stringify({ kind, apiVersion, ...rest }),
    ],
    [
      'text with the type elsewhere',
      ({ apiVersion, kind, ...rest }: KubeObject) => JSON.stringify({ ...rest, kind, apiVersion }),
    ],
    ['objects', nothing],
  ])('leaves out the types of items that are there as %s', (_, stored) => {
    const list = { kind: 'ConfigMapList', apiVersion: 'v1', metadata: {}, items: many }
    const text = Buffer.concat([...jsonPieces(list, stored, true)]).toString('utf8')
    const items = many.map(({ apiVersion: _, kind: __, ...rest }) => rest)
    expect(JSON.parse(text)).toEqual({ ...list, items })
  })

  test('is made as it is read, from the stored text where there is one', () => {
    let made = 0
    const stored = ({ metadata: { name } }: KubeObject) => {
      made++
      return Buffer.from(`"${name}${'-'.repeat(10_000)}"`)
    }
    const pieces = jsonPieces({ kind: 'ConfigMapList', apiVersion: 'v1', metadata: {}, items: many }, stored)
    const [first] = pieces
    expect(first!.length).toBeGreaterThanOrEqual(pieceLength)
    expect(first!.length).toBeLessThan(pieceLength + 11_000)
    expect(made).toBeLessThan(30)
  })
})
