import { describe, expect, test } from 'vitest'
import { parseFieldSelector } from '../../../src/model/selectors/field-selectors.js'
import {
  formatSelector,
  matchesLabels,
  parseLabelSelector,
  selectorFromSet,
  selectorOf,
  selectorText,
} from '../../../src/model/selectors/label-selectors.js'

const labelRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
const nameRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

describe('parseLabelSelector', () => {
  test.each([
    ['', ''],
    ['a', 'a'],
    ['a=b', 'a=b'],
    ['a==b', 'a==b'],
    ['a!=b', 'a!=b'],
    ['a = b', 'a=b'],
    ['a=,b', 'a=,b'],
    ['a>5', 'a>5'],
    ['a notin(x,y)', 'a notin (x,y)'],
    ['a in ()', 'a in ()'],
    ['a in (,)', 'a in ()'],
    ['a in (c,,b,c)', 'a in (,b,c)'],
    ['a=in', 'a=in'],
    ['in in (in)', 'in in (in)'],
    ['b,a,!c', 'a,b,!c'],
    ['env in (qa, dev),tier!=db,!canary', '!canary,env in (dev,qa),tier!=db'],
    ['example.com/name=x', 'example.com/name=x'],
  ])('%j reads as %j', (text, canonical) => {
    expect(selectorText(parseLabelSelector(text))).toBe(canonical)
  })

  test.each([
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
    ['a in ((b)', "unable to parse requirement: found '(', expected: ',', ')' or identifier"],
    ['(a)', "found '(', expected: !, identifier, or 'end of string'"],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['a,', "found '', expected: identifier after ','"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a===b', "unable to parse requirement: found '=', expected: identifier"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a!b', "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"],
    ['a<>b', "unable to parse requirement: found '>', expected: identifier"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    [
      'a > b',
      `unable to parse requirement: values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    ['a=é', `unable to parse requirement: values[0][a]: Invalid value: "é": ${labelRule}`],
    ['a in (b;c)', `unable to parse requirement: values[0][a]: Invalid value: "b;c": ${labelRule}`],
    ['$a', `unable to parse requirement: <nil>: Invalid value: "$a": name part ${nameRule}`],
    ['/b', 'unable to parse requirement: <nil>: Invalid value: "/b": prefix part must be non-empty'],
    [
      'a/b/c',
      `unable to parse requirement: <nil>: Invalid value: "a/b/c": a valid label key ${nameRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ],
  ])('%j is refused', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(new Error(message))
  })
})

describe('matchesLabels', () => {
  test.each([
    ['', {}, true],
    ['app=web', { app: 'web' }, true],
    ['app=web', { app: 'db' }, false],
    ['app!=web', {}, true],
    ['app in (a,b)', { app: 'b' }, true],
    ['app notin (a,b)', { app: 'b' }, false],
    ['app notin (a,b)', {}, true],
    ['app', { app: '' }, true],
    ['!app', { app: '' }, false],
    ['size>9', { size: '10' }, true],
    ['size<9', { size: '10' }, false],
    ['size>9', { size: 'big' }, false],
    ['constructor', {}, false],
  ])('%j on %j: %j', (text, labels, expected) => {
    expect(matchesLabels(parseLabelSelector(text), labels as Record<string, string>)).toBe(expected)
  })

  test('an absent selector selects nothing, an empty one everything', () => {
    expect(matchesLabels(selectorOf(undefined), { a: 'b' })).toBe(false)
    expect(matchesLabels(selectorOf({}), { a: 'b' })).toBe(true)
    expect(matchesLabels(selectorFromSet(undefined), {})).toBe(true)
  })

  test('labels named like members of Object are labels', () => {
    const labels = JSON.parse('{"__proto__": "x"}')
    expect(matchesLabels(selectorFromSet(labels), labels)).toBe(true)
    expect(matchesLabels(selectorFromSet(labels), {})).toBe(false)
  })
})

test('selectorOf unites labels and expressions, in the order of keys', () => {
  const selector = selectorOf({
    matchLabels: { tier: 'web', app: 'x' },
    matchExpressions: [
      { key: 'env', operator: 'In', values: ['qa', 'dev'] },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  })
  expect(formatSelector(selector)).toBe('app=x,env in (dev,qa),!old,tier=web')
  expect(formatSelector(selectorOf({}))).toBe('<none>')
})

test('selectorOf refuses what no operator is', () => {
  expect(() => selectorOf({ matchExpressions: [{ key: 'a', operator: 'Foo' }] })).toThrow(
    '"Foo" is not a valid label selector operator',
  )
  expect(() => selectorOf({ matchExpressions: [{ key: 'a', operator: 'In', values: [] }] })).toThrow(
    "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
  )
})

describe('parseFieldSelector', () => {
  test('reads terms in order', () => {
    expect(parseFieldSelector('status.phase!=Running,metadata.name==a\\,b,')).toEqual([
      { field: 'metadata.name', operator: '=', value: 'a,b' },
      { field: 'status.phase', operator: '!=', value: 'Running' },
    ])
    expect(parseFieldSelector('')).toEqual([])
  })

  test.each([
    ['foo', "invalid selector: 'foo'; can't understand 'foo'"],
    ['a=b,foo', "invalid selector: 'a=b,foo'; can't understand 'foo'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
    ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
  ])('%j is refused', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(new Error(message))
  })
})
