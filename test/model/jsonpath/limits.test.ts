import { expect, test } from 'vitest'
import { JsonPath } from '../../../src/model/jsonpath/jsonpath.js'

const nested = (depth: number): unknown => {
  let value: unknown = { leaf: 'x'.repeat(100) }
  for (let level = 0; level < depth; level++) value = { a: value }
  return value
}
const most = { found: 10_000, printed: 10_000 }

test.each([
  ['multiplies what it finds', '{..a..a..a..a}', nested(50), 'find more than 10000 values in an object'],
  ['prints each part of a part', '{..}', nested(50), 'print more than 10000 characters of an object'],
  ['nests ranges', '{range .a}'.repeat(1_000), nested(1), 'go through ranges deeper than 200'],
])('a path that %s is given up', (_, path, data, why) => {
  expect(() => new JsonPath(path, undefined, most).print(data)).toThrow(`kubesim does not ${why}`)
})

test('a path that finds much less than is given up is followed', () => {
  expect(new JsonPath('{..leaf}', {}, most).print(nested(50))).toBe('x'.repeat(100))
})

test('limits are what takes seconds, where none are given', () => {
  expect(() => new JsonPath('{..a..a..a..a}').print(nested(400))).toThrow('find more than 5000000 values')
})
