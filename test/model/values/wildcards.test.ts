import { expect, it } from 'vitest'
import { anything, matchesPlaces } from '../../../src/model/values/wildcards.js'

const places = (pattern: string) =>
  [...pattern].map((sign) => (sign === '*' ? anything : (one: string) => one === sign))

it.each([
  ['', '', true],
  ['*', '', true],
  ['a*', 'abc', true],
  ['*c', 'abc', true],
  ['a*c', 'ab', false],
  ['*b*b', 'abab', true],
  ['*b*b', 'aba', false],
  ['a', 'ab', false],
  ['ab', 'a', false],
])('%s for %s', (pattern, text, matches) => expect(matchesPlaces(places(pattern), text)).toBe(matches))

it('takes the length of the text times that of the pattern at most', () => {
  expect(matchesPlaces(places(`${'a*'.repeat(50)}b`), 'a'.repeat(10_000))).toBe(false)
})
