import { describe, expect, test } from 'vitest'
import { UsageError } from '../../../../src/api/contract/errors.js'
import { compilePattern, shortcomings } from '../../../../src/commands/simulation/demo/expectation.js'
import { parseLab } from '../../../../src/commands/simulation/demo/script.js'
import { parseLine } from '../../../../src/commands/simulation/demo/typed-line.js'

describe('a lab file', () => {
  test.each<[text: string, message: string]>([
    ['', 'my.lab: a lab begins with a heading ("# …")'],
    ['$ kubesim get pods', 'my.lab, line 1: a lab begins with a heading ("# …")'],
    ['# A\n\n= x', 'my.lab, line 3: what is expected stands behind a command'],
    ['# A\n> x\n~ x', 'my.lab, line 3: what is expected stands behind a command'],
    ['# A\n$ kubesim x\n? what', 'my.lab, line 3: not understood: "? what"'],
    ['# A\n$ kubesim x\n\u001b[2J', 'my.lab, line 3: not understood: "\\u001b[2J"'],
    ['# A\n$ kubesim x\n! -1', 'my.lab, line 3: an exit code is a number from 0 to 255, not "-1"'],
    ['# A\n$ kubesim x\n! 256', 'my.lab, line 3: an exit code is a number from 0 to 255, not "256"'],
    ["# A\n$ kubesim x 'y", "my.lab, line 2: the quote ' is not closed"],
    ['# A\n$ rm -rf /', 'my.lab, line 2: a lab types commands of kubesim, not of "rm"'],
    ['# A\n$ kubesim get pods > pods', 'my.lab, line 2: a lab has no shell, so that > means nothing outside quotes'],
    ['# A\n$ kubesim get pods; id', 'my.lab, line 2: a lab has no shell, so that ; means nothing outside quotes'],
    ['# A\n$ kubesim get $(id)', 'my.lab, line 2: a lab has no shell, so that $ means nothing outside quotes'],
    ['# A\n@ x $ kubesim get `id`', 'my.lab, line 2: a lab has no shell, so that ` means nothing outside quotes'],
    [
      '# A\n$ kubesim x\n~ a(?!b)',
      'my.lab, line 3: the pattern is not one of RE2, which has no look-around and no \\1: error parsing regexp: invalid or unsupported Perl syntax: `(?!`',
    ],
    [
      '# A\n$ kubesim x\n~ (a)\\1',
      'my.lab, line 3: the pattern is not one of RE2, which has no look-around and no \\1: error parsing regexp: invalid escape sequence: `\\1`',
    ],
    [
      '# A\n$ kubesim x\n~ a{1001}',
      'my.lab, line 3: the pattern is not one of RE2, which has no look-around and no \\1: error parsing regexp: invalid repeat count: `{1001}`',
    ],
    [`# A\n$ kubesim x\n~ ${'a'.repeat(1001)}`, 'my.lab, line 3: a pattern has at most 1000 letters'],
    ['# A\n'.repeat(1001), 'my.lab, line 1001: a lab has at most 1000 steps'],
    [`# A\n${'> x\n'.repeat(20_000)}`, 'my.lab, line 20001: a lab has at most 20000 lines'],
  ])('%#: %j', (text, message) => {
    expect(() => parseLab(text, 'my.lab')).toThrow(new UsageError(message))
  })

  test('may come from Windows', () => {
    const { steps } = parseLab('\ufeff# A\r\n$ kubectl get pods\r\n= No resources\r\n', 'my.lab')
    expect(steps).toMatchObject([
      { title: 'A', actions: [{ line: 'kubectl get pods', expect: { lines: ['No resources'] } }] },
    ])
  })
})

test.each<[line: string, words: string[], stdin?: string]>([
  ['kubesim a  b', ['a', 'b']],
  [`kubesim 'a b' "c d"e'f'`, ['a b', 'c def']],
  ["kubesim ''", ['']],
  ['kubesim $name-$other $constructor $__proto__', ['a b-$other', '$constructor', '$__proto__']],
  ["echo 'x $name' | kubesim run", ['run'], 'x a b\n'],
])('%s', (line, words, stdin) => {
  expect(parseLine(line, { name: 'a b' })).toEqual({ words, stdin })
})

describe('a pattern', () => {
  const missing = (pattern: string, stdout: string) =>
    shortcomings({ stdout, stderr: '', exitCode: 0 }, { lines: [], patterns: [compilePattern(pattern)], exitCode: 0 })

  test.each([
    ['^b$', 'a\nb\nc', true],
    ['^b', 'ab', false],
    ['x|^b$|y', 'a\nb', true],
  ])('%s means lines: %j', (pattern, output, matches) => {
    expect(missing(pattern, output)).toEqual(matches ? [] : [`expected: ${pattern}`])
  })

  test('that is looked for in very much is given up', () => {
    const pattern = '(?:a{1000}b?)'.repeat(50)
    expect(missing(pattern, 'a'.repeat(100_000))).toEqual([
      expect.stringMatching(/^expected: .* \(kubesim does not match an expression of \d+ instructions against/),
    ])
  })
})
