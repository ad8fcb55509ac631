import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unifiedDiff } from '../../../src/model/values/unified-diff.js'

/** The text that a difference makes of another, after its own line numbers. */
function patched(before: string, diff: string): string {
  const lines = before.split('\n')
  const result: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(0, -1)) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@$/.exec(line)
    if (head !== null) {
      const start = head[2] === '0' ? Number(head[1]) : Number(head[1]) - 1
      while (at < start) result.push(lines[at++]!)
      expect(result.length).toBe(head[4] === '0' ? Number(head[3]) : Number(head[3]) - 1)
    } else if (line.startsWith('+')) result.push(line.slice(1))
    else {
      expect(lines[at]).toBe(line.slice(1))
      if (line.startsWith(' ')) result.push(lines[at]!)
      at++
    }
  }
  return [...result, ...lines.slice(at)].join('\n')
}

const text = (lines: fc.ArrayConstraints) =>
  fc.array(fc.constantFrom(...'abcdefgh'), lines).map((all) => all.join('\n'))

describe('a unified difference', () => {
  test('makes the one text of the other', () => {
    fc.assert(
      fc.property(text({ maxLength: 40 }), text({ maxLength: 40 }), (before, after) => {
        expect(patched(before, unifiedDiff(before, after))).toBe(after)
      }),
    )
  })

  test('also of long texts, whose frequent lines are passed over', () => {
    const numbered = (count: number, other: (n: number) => string) =>
      Array.from({ length: count }, (_, n) => (n % 7 === 0 ? '' : n % 31 === 0 ? other(n) : String(n % 90))).join('\n')
    const [before, after] = [numbered(400, String), numbered(420, (n) => `${n}!`)]
    expect(patched(before, unifiedDiff(before, after))).toBe(after)
  })

  test('is nothing where nothing differs', () => {
    expect(unifiedDiff('a\nb', 'a\nb')).toBe('')
  })

  test('has three lines around each change, and one hunk for neighbours', () => {
    const lines = [...'abcdefghijklmnopqrstuvwxyz']
    const changed = (...at: string[]) => lines.map((line) => (at.includes(line) ? line.toUpperCase() : line)).join('\n')
    expect(unifiedDiff(lines.join('\n'), changed('e', 'l', 'y'))).toBe(`\
@@ -2,14 +2,14 @@
 b
 c
 d
-e
+E
 f
 g
 h
 i
 j
 k
-l
+L
 m
 n
 o
@@ -22,5 +22,5 @@
 v
 w
 x
-y
+Y
 z
`)
  })

  test.each([
    ['', 'a', '@@ -1 +1 @@\n-\n+a\n'],
    ['a\nb', 'b', '@@ -1,2 +1 @@\n-a\n b\n'],
    ['b', 'a\nb', '@@ -1 +1,2 @@\n+a\n b\n'],
  ])('%j → %j', (before, after, diff) => {
    expect(unifiedDiff(before, after)).toBe(diff)
  })
})
