import { describe, expect, test } from 'vitest'
import { compare } from '../../../src/api/field-managers/compare.js'
import {
  difference,
  fieldSet,
  fromFieldsV1,
  has,
  intersection,
  pathsOf,
  toFieldsV1,
  unclaimed,
  union,
  withoutBranches,
} from '../../../src/api/field-managers/field-set.js'
import { merge, removeItems } from '../../../src/api/field-managers/merge.js'
import { inElementOrder, pathText } from '../../../src/api/field-managers/path-element.js'
import { shapeOf } from '../../../src/api/field-managers/shapes.js'
import { checkShape, fieldsOf } from '../../../src/api/field-managers/typed.js'
import { schemas } from './schemas.js'

const shape = shapeOf(schemas, 'example.v1.Box')!
const spec = (fields: object) => ({ spec: fields })
const item = (name: string) => `k:{"name":"${name}"}`

describe('sets of fields', () => {
  const a = fieldSet(['f:spec', 'f:size'], ['f:spec', 'f:notes'], ['f:spec', 'f:notes', 'f:x'])
  const b = fieldSet(['f:spec', 'f:notes'], ['f:spec', 'f:colour'])

  test('are united, cut and subtracted by path', () => {
    expect(toFieldsV1(union(a, b))).toEqual({
      'f:spec': { 'f:colour': {}, 'f:notes': { '.': {}, 'f:x': {} }, 'f:size': {} },
    })
    expect(toFieldsV1(intersection(a, b))).toEqual({ 'f:spec': { 'f:notes': {} } })
    expect(toFieldsV1(difference(a, b))).toEqual({ 'f:spec': { 'f:notes': { 'f:x': {} }, 'f:size': {} } })
    expect(toFieldsV1(withoutBranches(a, b))).toEqual({ 'f:spec': { 'f:size': {} } })
    expect(has(a, ['f:spec', 'f:notes', 'f:x'])).toBe(true)
    expect(has(a, ['f:spec'])).toBe(false)
  })

  test('claims end where nothing is below them', () => {
    const all = fromFieldsV1({ 'f:a': { '.': {}, 'f:b': {}, 'f:c': { 'f:d': {} } } })
    expect(toFieldsV1(unclaimed(all, fromFieldsV1({ 'f:a': { '.': {}, 'f:c': {} } })))).toEqual({
      'f:a': { 'f:b': {} },
    })
  })

  test('are told in the order of Kubernetes, and read back', () => {
    const text = { 'f:b': {}, 'f:a': { 'k:{"n":10}': {}, 'k:{"n":9}': {}, '.': {}, 'v:"x"': {} } }
    const set = fromFieldsV1(text)
    expect(JSON.stringify(toFieldsV1(set))).toBe(
      '{"f:a":{".":{},"k:{\\"n\\":9}":{},"k:{\\"n\\":10}":{},"v:\\"x\\"":{}},"f:b":{}}',
    )
    expect([...pathsOf(set)].map(pathText)).toEqual(['.a', '.b', '.a[n=9]', '.a[n=10]', '.a[="x"]'])
    const elements = ['i:10', 'v:1', 'f:z', 'i:9', 'k:{"a":1}'].map((element) => [element, 0] as const)
    expect(inElementOrder(elements).map(([element]) => element)).toEqual(['f:z', 'k:{"a":1}', 'v:1', 'i:9', 'i:10'])
  })

  test.each([['x'], ['fx'], ['k:{'], ['v:']])('what is no path is refused: %s', (element) => {
    expect(() => fromFieldsV1({ [element]: {} })).toThrow()
  })
})

describe('comparing', () => {
  test('tells leaves, and what is whole on one side', () => {
    const before = spec({ size: 1, items: [{ name: 'a', count: 1 }], steps: ['x'], selector: { a: 'b' } })
    const after = spec({
      size: 2,
      items: [{ name: 'b', count: 1 }],
      steps: ['x', 'y'],
      selector: { a: 'c' },
      notes: { n: '1' },
    })
    const { added, modified, removed } = compare(shape, before, after)
    expect(toFieldsV1(modified)).toEqual({ 'f:spec': { 'f:selector': {}, 'f:size': {}, 'f:steps': {} } })
    expect(toFieldsV1(removed)).toEqual({
      'f:spec': { 'f:items': { [item('a')]: { '.': {}, 'f:count': {}, 'f:name': {} } } },
    })
    expect(toFieldsV1(added)).toEqual({
      'f:spec': {
        'f:items': { [item('b')]: { '.': {}, 'f:count': {}, 'f:name': {} } },
        'f:notes': { '.': {}, 'f:n': {} },
      },
    })
  })

  test('null is as good as absent where the object is on both sides, and the order of sets and keyed lists is nothing', () => {
    const before = spec({ colour: null, tags: ['a', 'b'], items: [{ name: 'a' }, { name: 'b' }] })
    const after = spec({ tags: ['b', 'a'], items: [{ name: 'b' }, { name: 'a' }] })
    expect(Object.values(compare(shape, before, after)).every(({ size }) => size === 0)).toBe(true)
  })

  test('duplicates count as one', () => {
    const twice = spec({ tags: ['a', 'a'] })
    expect(toFieldsV1(compare(shape, spec({ tags: ['a'] }), twice).added)).toEqual({
      'f:spec': { 'f:tags': { 'v:"a"': {} } },
    })
    expect(compare(shape, twice, twice).modified.size).toBe(0)
  })
})

describe('merging', () => {
  test.each([
    ['scalars are replaced', { size: 1, colour: 'red' }, { size: 2 }, { size: 2, colour: 'red' }],
    ['maps are shared', { notes: { a: '1' } }, { notes: { b: '2' } }, { notes: { a: '1', b: '2' } }],
    ['atomic maps are not', { selector: { a: '1' } }, { selector: { b: '2' } }, { selector: { b: '2' } }],
    ['atomic lists are replaced', { steps: ['a', 'b'] }, { steps: ['c'] }, { steps: ['c'] }],
    ['sets are united', { tags: ['a', 'b'] }, { tags: ['c', 'a'] }, { tags: ['c', 'a', 'b'] }],
    [
      'keyed items are merged in the order of the configuration',
      { items: [{ name: 'a', count: 1 }, { name: 'x' }, { name: 'b' }] },
      { items: [{ name: 'b' }, { name: 'a', note: 'n' }, { name: 'c' }] },
      { items: [{ name: 'x' }, { name: 'b' }, { name: 'a', count: 1, note: 'n' }, { name: 'c' }] },
    ],
    ['null leaves a shared map alone', { notes: { a: '1' } }, { notes: null }, { notes: { a: '1' } }],
  ])('%s', (_, live, config, merged) => {
    expect(merge(shape, spec(live), spec(config))).toEqual(spec(merged))
  })

  test('what is taken out of a list or map leaves the rest', () => {
    const object = spec({ size: 1, items: [{ name: 'a', count: 1 }, { name: 'b' }], notes: { a: '1' } })
    const items = fieldSet(
      ['f:spec', 'f:items', item('b')],
      ['f:spec', 'f:items', item('a'), 'f:count'],
      ['f:spec', 'f:notes', 'f:a'],
    )
    expect(removeItems(shape, object, items)).toEqual(spec({ size: 1, items: [{ name: 'a' }], notes: null }))
  })
})

describe('configurations', () => {
  test('own their leaves, the entries of maps and the elements of lists', () => {
    const config = spec({
      size: 1,
      items: [{ name: 'a', count: 2 }],
      tags: ['t'],
      steps: ['s'],
      notes: { n: '1' },
      anything: { x: { y: 1 } },
    })
    expect(toFieldsV1(fieldsOf(shape, config))).toEqual({
      'f:spec': {
        'f:anything': { 'f:x': { '.': {}, 'f:y': {} } },
        'f:items': { [item('a')]: { '.': {}, 'f:count': {}, 'f:name': {} } },
        'f:notes': { 'f:n': {} },
        'f:size': {},
        'f:steps': {},
        'f:tags': { 'v:"t"': {} },
      },
    })
  })

  test.each([
    [{ foo: 1 }, '.spec.foo: field not declared in schema'],
    [{ size: '3' }, '.spec.size: expected numeric (int or float), got string'],
    [{ colour: 1 }, '.spec.colour: expected string, got &value.valueUnstructured{Value:1}'],
    [{ items: {} }, '.spec.items: expected list, got &{map[]}'],
    [{ notes: [] }, '.spec.notes: expected map, got &{[]}'],
    [{ items: [{ name: 'a' }, { name: 'a' }] }, '.spec.items: duplicate entries for key [name="a"]'],
    [{ tags: ['a', 'a'] }, '.spec.tags: duplicate entries for key [="a"]'],
    [{ items: [{ count: 1 }, { count: 2 }] }, '.spec.items: duplicate entries for key [name=""]'],
    [{ items: [{ name: 'a', x: 1 }] }, '.spec.items[name="a"].x: field not declared in schema'],
    [
      { foo: 1, size: 'x' },
      'errors:\n  .spec.foo: field not declared in schema\n  .spec.size: expected numeric (int or float), got string',
    ],
  ])('that are wrong are refused: %j', (fields, message) => {
    expect(() => checkShape(shape, spec(fields))).toThrow(message)
  })
})
