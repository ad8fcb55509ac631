import { describe, expect, test } from 'vitest'
import { memo } from '../../../src/model/values/memo.js'

/** A memo that writes down what it makes. */
function counted(most: number) {
  const made: string[] = []
  const length = memo(most, (text: string) => {
    made.push(text)
    return text.length
  })
  return { made, length }
}

describe('a memo', () => {
  test('makes what is asked for once', () => {
    const { made, length } = counted(3)
    expect(['a', 'bb', 'a', 'bb', 'ccc', 'a', 'a'].map(length)).toEqual([1, 2, 1, 2, 3, 1, 1])
    expect(made).toEqual(['a', 'bb', 'ccc'])
  })

  test('forgets what was made first when it would keep too much, and only that', () => {
    const { made, length } = counted(2)
    for (const text of ['a', 'b', 'a', 'c', 'b', 'c', 'a']) length(text)
    expect(made).toEqual(['a', 'b', 'c', 'a'])
  })

  test('of one value keeps the last', () => {
    const { made, length } = counted(1)
    for (const text of ['a', 'a', 'b', 'b', 'a', 'a']) length(text)
    expect(made).toEqual(['a', 'b', 'a'])
  })

  test.each([1, 7, 100])('never keeps more than %i', (most) => {
    const { made, length } = counted(most)
    const asked = Array.from({ length: 3 * most }, (_, at) => `text ${at}`)
    for (const text of asked) length(text)
    const kept = asked.slice(-most)
    for (const text of kept) length(text)
    expect(made).toEqual(asked)
    // Each new one takes the place of one that was kept.
    for (const text of asked.slice(0, most)) length(text)
    for (const text of kept) length(text)
    expect(made).toHaveLength(asked.length + 2 * most)
  })

  test('tells objects apart by identity', () => {
    let made = 0
    const numbered = memo(1, (_: object) => ++made)
    const [one, other] = [{ same: true }, { same: true }]
    expect([one, one, other, other, one].map(numbered)).toEqual([1, 1, 2, 2, 3])
  })

  test('tells what is asked apart by the key that is made of it', () => {
    const asked: (readonly string[])[] = []
    const joined = memo(
      1,
      (words: readonly string[]) => {
        asked.push(words)
        return words.join(' ')
      },
      { keyOf: (words) => words.join() },
    )
    expect([joined(['a', 'b']), joined(['a', 'b']), joined(['a'])]).toEqual(['a b', 'a b', 'a'])
    expect(asked).toEqual([['a', 'b'], ['a']])
  })

  test('keeps no errors', () => {
    let attempts = 0
    const parsed = memo(3, (text: string) => {
      attempts++
      return JSON.parse(text) as unknown
    })
    expect(() => parsed('{')).toThrow(SyntaxError)
    expect(parsed('1')).toBe(1)
    expect(() => parsed('{')).toThrow(SyntaxError)
    expect(attempts).toBe(3)
    expect(parsed('1')).toBe(1)
    expect(attempts).toBe(3)
  })

  test('keeps undefined like anything else, and under undefined too', () => {
    let made = 0
    const nothing = memo(3, (_: unknown) => {
      made++
    })
    for (const asked of [undefined, undefined, null, undefined, null]) nothing(asked)
    expect(made).toBe(2)
  })

  test('may ask itself while it makes something', () => {
    const sum: (most: number) => number = memo(10, (most) => (most === 0 ? 0 : most + sum(most - 1)))
    expect([sum(5), sum(5), sum(3)]).toEqual([15, 15, 6])
  })

  test('counts sizes where it is told how, and keeps nothing that alone is too large', () => {
    const made: string[] = []
    const repeated = memo(
      25,
      (text: string) => {
        made.push(text)
        return text.repeat(10)
      },
      { sizeOf: ({ length }) => length },
    )
    for (const text of ['a', 'b', 'a', 'b', 'c', 'b', 'c', 'a']) expect(repeated(text)).toHaveLength(10)
    expect(made).toEqual(['a', 'b', 'c', 'a'])
    for (const text of ['long', 'c', 'long', 'a']) repeated(text)
    expect(made.slice(4)).toEqual(['long', 'long'])
  })
})
