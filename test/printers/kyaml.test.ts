/** KYAML as kubectl 1.36 prints it; the differential suite compares more of it with kubectl itself. */
import { expect, test } from 'vitest'
import { printObject } from '../../src/printers/index.js'

test('maps and lists have brackets, strings quotes, and keys them where they could be taken for something else', async () => {
  const value = {
    kind: 'X',
    labels: { no: 'y', '1.5': 'x', 'a/b': 'c', 'a:b': 'c', _a: 'z', '2001-01-01': 'q', '2001-13-45': 'z' },
    list: [1, 'x', null],
    nested: [[true], [], {}],
    empty: {},
  }
  expect(await printObject(value, 'kyaml')).toBe(`---
{
  empty: {},
  kind: "X",
  labels: {
    "1.5": "x",
    "2001-01-01": "q",
    2001-13-45: "z",
    _a: "z",
    a/b: "c",
    "a:b": "c",
    "no": "y",
  },
  list: [
    1,
    "x",
    null,
  ],
  nested: [[
    true,
  ], [], {}],
}
`)
})

test.each([
  ['one\n  two\n\nlast', '"\\\n     one\\n\\\n    \\  two\\n\\\n     \\n\\\n     last\\\n    "'],
  ['\n', '"\\\n     \\n\\\n    "'],
  ['a\tb', '"a\tb"'],
  ['say "hi" \\', '"say \\"hi\\" \\\\"'],
  ['\u0007\u00a0\u2028\u200b\u{1f600}', '"\\a\\_\\L\\u200b\u{1f600}"'],
])('%j', async (text, shown) => {
  expect(await printObject({ text }, 'kyaml')).toBe(`---\n{\n  text: ${shown},\n}\n`)
})

test('is no format of templates', async () => {
  await expect(printObject({}, 'kyaml=x')).rejects.toThrow('allowed formats are:')
})
