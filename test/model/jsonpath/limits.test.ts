import { expect, test } from 'vitest'
import { JsonPath } from '../../../src/model/jsonpath/jsonpath.js'

const nested = (depth: number): unknown => {
  let value: unknown = { leaf: 'x'.repeat(1000) }
  for (let level = 0; level < depth; level++) value = { a: value }
  return value
}

test.each([
  ['multiplies what it finds', '{..a..a..a..a}', nested(400), 'find'],
  ['prints each part of a part', '{..}', { list: Array.from({ length: 300 }, () => nested(400)) }, 'print'],
  ['nests ranges', '{range .a}'.repeat(10_000), nested(1), 'ranges'],
])('a path that %s is given up', (_, path, data, word) => {
  expect(() => new JsonPath(path).print(data)).toThrow(new RegExp(`^kubesim does not .*${word}`))
})
