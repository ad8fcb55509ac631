import { describe, expect, test, vi } from 'vitest'
import { interruptsAlone, lineDiscipline } from '../../../src/http/streams/line-discipline.js'
import { yieldToEventLoop } from '../../../src/simulation/clock.js'

async function* keys(...texts: string[]) {
  yield* texts
}

/** What is read and shown when all that is typed, and how often the program was interrupted. */
async function typing(...texts: string[]) {
  let shown = ''
  let interrupts = 0
  const terminal = lineDiscipline(keys(...texts), (text) => {
    shown += text
  })
  terminal.onInterrupt(() => interrupts++)
  const read: string[] = []
  for await (const line of terminal.stdin) read.push(line)
  return { read, shown, interrupts }
}

describe('the terminal of a session', () => {
  test.each([
    ['enters lines', ['ls\rp', 'wd\r'], ['ls\n', 'pwd\n'], 'ls\r\npwd\r\n'],
    ['erases letters', ['lx\u007fs\b\b\b\bpé\u007f\r'], ['p\n'], 'lx\b \bs\b \b\b \bpé\b \b\r\n'],
    ['erases words', ['ab cd  \u0017e\r'], ['ab e\n'], `ab cd  ${'\b \b'.repeat(4)}e\r\n`],
    ['erases lines', ['ab\u0001\u0015c\r'], ['c\n'], `ab^A${'\b \b'.repeat(4)}c\r\n`],
    ['hands over part of a line', ['ab\u0004cd\r'], ['ab', 'cd\n'], 'abcd\r\n'],
    ['ends on Ctrl-D', ['ab\r\u0004cd\r'], ['ab\n'], 'ab\r\ncd\r\n'],
    ['ends with its client', ['ab'], [], 'ab'],
  ])('%s', async (_name, typed, read, shown) => {
    expect(await typing(...typed)).toEqual({ read, shown, interrupts: 0 })
  })

  test('interrupts, and forgets what was typed ahead', async () => {
    expect(await typing('one\rtw\u0003three\r')).toEqual({
      read: ['three\n'],
      shown: 'one\r\ntw^Cthree\r\n',
      interrupts: 1,
    })
  })

  test('shows lines from the left', () => {
    expect(lineDiscipline(keys(), () => {}).shown('a\nb\n')).toBe('a\r\nb\r\n')
  })
})

test('what is typed at once is shown at once', () => {
  const shown: string[] = []
  lineDiscipline(keys('abc\rd', '\u0003'), (text) => shown.push(text))
  return vi.waitFor(() => expect(shown).toEqual(['abc\r\nd', '^C']))
})

test('of a line that is longer than a terminal keeps the rest is dropped', async () => {
  const { read, shown } = await typing(`${'a'.repeat(5000)}\r`)
  expect([read, shown]).toEqual([[`${'a'.repeat(4095)}\n`], `${'a'.repeat(4095)}\r\n`])
})

test.each([
  ['its own terminal', interruptsAlone],
  ['that of the container', lineDiscipline],
])('a client of %s types no further while its program reads nothing', async (_, discipline) => {
  let typed = 0
  async function* pasted() {
    for (; typed < 100; typed++) yield `${'a'.repeat(1023)}\n`.repeat(64)
  }
  const { stdin } = discipline(pasted(), () => {})
  for (let turn = 0; turn < 200; turn++) await yieldToEventLoop()
  expect(typed).toBe(16)
  let length = 0
  for await (const text of stdin) length += text.length
  expect(length).toBe(100 * 64 * 1024)
})

test('a client that edits lines itself is only interrupted', async () => {
  let interrupts = 0
  const terminal = interruptsAlone(keys('a\u007f\n', '\u0003', 'b\n'))
  terminal.onInterrupt(() => interrupts++)
  let read = ''
  for await (const text of terminal.stdin) read += text
  expect([read, interrupts, terminal.shown('a\n')]).toEqual(['a\u007f\nb\n', 1, 'a\n'])
})
