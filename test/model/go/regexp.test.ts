import { describe, expect, it } from 'vitest'
import { findRegexp, matchesRegexp, regexpProblem } from '../../../src/model/go/regexp.js'

describe('Go’s regular expressions', () => {
  it.each([
    ['^[a-z]+$', 'abc', true],
    ['b', 'abc', true],
    ['(?i)ABC', 'xabcx', true],
    ['^(?P<a>[[:digit:]]+)\\z', '12', true],
    ['^.$', '\u{1f600}', true],
    ['\\pL', 'é', true],
    ['^a$', 'a\n', false],
  ])('%s on %s', (pattern, text, matches) => expect(matchesRegexp(pattern, text)).toBe(matches))

  it.each([
    ['(?=x)', '(?='],
    ['(?<!a)', '(?<!a)'],
  ])('%s is unsupported Perl syntax', (pattern, part) => {
    expect(regexpProblem(pattern)).toMatch(/^error parsing regexp: invalid /)
    expect(regexpProblem(pattern)).toContain(`: \`${part}\``)
  })

  // As `regexp.Compile` of Go 1.26 says them.
  it.each([
    ['(a', 'missing closing ): `(a`'],
    ['a)', 'unexpected ): `a)`'],
    ['[a', 'missing closing ]: `[a`'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['((a{100}){100}){100}', 'invalid repeat count: `{100}`'],
    ['('.repeat(2000) + ')'.repeat(2000), `expression nests too deeply: \`${'('.repeat(2000)}${')'.repeat(2000)}\``],
  ])('%s is none', (pattern, problem) => expect(regexpProblem(pattern)).toBe(`error parsing regexp: ${problem}`))

  it('finds what FindAllString finds', () => {
    expect(findRegexp('a*', 'baac')).toEqual(['', 'aa', ''])
    expect(findRegexp('[0-9]+', '1 22 333', 2)).toEqual(['1', '22'])
  })

  it.each(['^(a+)+$', '^(a|a)*$', '(a*)*b', '(x+x+)+y'])('matches %s in time that is linear', (pattern) => {
    expect(matchesRegexp(pattern, `${'a'.repeat(100_000)}!`)).toBe(false)
  })

  it('does not match for minutes', () => {
    expect(regexpProblem('a*'.repeat(100_001))).toBe(
      'kubesim does not read regular expressions of more than 200000 characters',
    )
    expect(() => matchesRegexp('[ab]*a[ab]{1000}d*cb$', 'ab'.repeat(500_000))).toThrow(
      'kubesim does not match an expression of 1010 instructions against a text of 1000000 characters',
    )
  })
})
