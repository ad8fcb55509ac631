import { expect, test } from 'vitest'
import { sentWarnings } from '../../src/api/contract/warnings.js'

const lengths = (texts: readonly string[]) => sentWarnings(texts).map((text) => [...text].length)
const numbered = (count: number, length: number) =>
  Array.from({ length: count }, (_, at) => `${at}`.padEnd(length, 'é'))

test('of each warning one goes with an answer, as it is while they are few', () => {
  expect(sentWarnings(['a', 'b', 'a'])).toEqual(['a', 'b'])
  expect(lengths(numbered(4, 1024))).toEqual([1024, 1024, 1024, 1024])
})

test('once they are too long, the beginnings of the first do', () => {
  expect(lengths(['x'.repeat(5000), 'y'])).toEqual([256, 1])
  expect(lengths(['x', ...numbered(5, 1024)])).toEqual([1, 256, 256, 256, 256, 256])
  expect(lengths(numbered(100_000, 100)).reduce((sum, length) => sum + length)).toBe(4100)
})
