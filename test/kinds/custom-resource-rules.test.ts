/** Rules of schemas in the Common Expression Language. */
import { describe, expect, test } from 'vitest'
import { fieldErrorMessage } from '../../src/api/contract/field-errors.js'
import { evaluate } from '../../src/kinds/apiextensions/customresource/cel/evaluate.js'
import { parseCel } from '../../src/kinds/apiextensions/customresource/cel/parser.js'
import { celProblem } from '../../src/kinds/apiextensions/customresource/cel/problems.js'
import { hasRules, ruleErrors } from '../../src/kinds/apiextensions/customresource/cel/rules.js'
import { celValue } from '../../src/kinds/apiextensions/customresource/cel/values.js'
import { openApiErrors } from '../../src/kinds/apiextensions/customresourcedefinition/openapi-validation.js'
import type { JsonSchema } from '../../src/model/json/json-schema.js'

const schema: JsonSchema = {
  type: 'object',
  properties: {
    n: { type: 'integer' },
    d: { type: 'number' },
    s: { type: 'string' },
    when: { type: 'string', format: 'date-time' },
    list: { type: 'array', items: { type: 'integer' } },
    map: { type: 'object', additionalProperties: { type: 'string' } },
    'a-b': { type: 'string' },
    namespace: { type: 'string' },
  },
}
const value = {
  n: 7,
  d: 7,
  s: 'häuser',
  when: '2026-01-02T03:04:05Z',
  list: [3, 1, 2],
  map: { x: '1', y: '2' },
  'a-b': 'dash',
  namespace: 'shop',
}
const scope = new Map([['self', celValue(value, schema)]])
const result = (rule: string) => evaluate(parseCel(rule), scope)

describe('expressions', () => {
  test.each([
    'self.n / 2 == 3 && self.n % 4 == 3 && self.d / 2.0 == 3.5',
    'self.n == self.d && self.n < 7.5 && -self.n == -7',
    '2 + 3 * 4 - 1 == 13 && (2 + 3) * 4 == 20',
    'self.s.size() == 6 && size(self.list) == 3 && size(self.map) == 2',
    `self.s.startsWith('hä') && self.s.endsWith("er") && self.s.contains('use') && self.s.matches('^h.u')`,
    `'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b' && 'abc'.substring(1, 2) == 'b'`,
    `'aXa'.replace('a', 'b') == 'bXb' && 'Ab'.lowerAscii() == 'ab' && ' x '.trim() == 'x' && 'abc'.indexOf('c') == 2`,
    'has(self.n) && !has(self.other) && 1 in self.list && !(9 in self.list) && "x" in self.map',
    'self.list.all(x, x > 0) && self.list.exists(x, x == 2) && self.list.exists_one(x, x > 2)',
    'self.list.filter(x, x > 1) == [3, 2] && self.list.map(x, x * 2) == [6, 2, 4] && self.list.map(x, x > 1, x) == [3, 2]',
    'self.map.all(k, self.map[k] != "")',
    'self.n > 5 ? self.list[0] == 3 : false',
    'self.list.sum() == 6 && self.list.max() == 3 && !self.list.isSorted()',
    `self.a__dash__b == 'dash' && self.__namespace__ == 'shop'`,
    `self.when > timestamp('2026-01-01T00:00:00Z') && self.when - duration('1h') < self.when && self.when.getFullYear() == 2026`,
    `string(self.n) == '7' && int('7') == self.n && double('7.5') > self.d`,
    `self.?other.orValue(5) == 5 && self.?n.orValue(5) == 7 && self[?'n'].hasValue()`,
    `{'a': 1}['a'] == 1 && [1, 2] + [3] == [1, 2, 3] && null == null`,
    `r'\\d' == "\\\\d" && 'it\\'s' == "it's" && 0x10 == 16 && 3u == 3`,
    // An error does not matter where the other side decides.
    'self.other == 1 || self.n == 7',
  ])('%s', (rule) => {
    expect(celProblem(rule)).toBeUndefined()
    expect(result(rule)).toBe(true)
  })

  test.each([
    ['self.other', 'no such key: other'],
    ['self.list[3]', 'index out of bounds: 3'],
    ['self.n / 0', 'division by zero'],
    ['self.n + self.s', 'no such overload'],
    ['self.s > 1', 'no such overload'],
  ])('%s: %s', (rule, message) => expect(() => result(rule)).toThrow(message))

  test.each([
    ['self.n >', { invalid: "compilation failed: ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>'" }],
    [
      'self.n # 1',
      { invalid: "compilation failed: ERROR: <input>:1:8: Syntax error: token recognition error at: '#'" },
    ],
    ['other.n > 1', { missing: 'other' }],
    ['quantity(self.s) == self.n', { missing: 'quantity()' }],
    ['self.s.format([1]) == ""', { missing: 'format()' }],
    ['self.list.all(x, y > 1)', { missing: 'y' }],
  ])('%s cannot be asked', (rule, problem) => expect(celProblem(rule)).toEqual(problem))
})

describe('rules', () => {
  const ruled = (rule: object, more: JsonSchema = {}): JsonSchema => ({
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: { min: { type: 'integer' }, max: { type: 'integer' } },
        'x-kubernetes-validations': [{ rule: 'self.min <= self.max', ...rule }],
        ...more,
      },
    },
  })
  const messages = (rule: object, spec: object, before?: object) =>
    ruleErrors(ruled(rule), { spec }, before && { spec: before }).map(fieldErrorMessage)

  test.each<[object, object, string[]]>([
    [{}, { min: 1, max: 2 }, []],
    [{}, { min: 3, max: 2 }, ['spec: Invalid value: failed rule: self.min <= self.max']],
    [{ message: 'min over max' }, { min: 3, max: 2 }, ['spec: Invalid value: min over max']],
    [{ messageExpression: "'min is ' + string(self.min)" }, { min: 3, max: 2 }, ['spec: Invalid value: min is 3']],
    [{ message: 'm', messageExpression: 'self.gone' }, { min: 3, max: 2 }, ['spec: Invalid value: m']],
    [
      { message: 'no', reason: 'FieldValueForbidden', fieldPath: '.min' },
      { min: 3, max: 2 },
      ['spec.min: Forbidden: no'],
    ],
    [{}, { max: 2 }, ['spec: Invalid value: "object": no such key: min evaluating rule: self.min <= self.max']],
  ])('%j with %j', (rule, spec, expected) => expect(messages(rule, spec)).toEqual(expected))

  test('show what they are about unless it has parts', () => {
    const text = { type: 'string', 'x-kubernetes-validations': [{ rule: "self != 'no'", message: 'never' }] }
    expect(ruleErrors(text as never, 'no', undefined, 's').map(fieldErrorMessage)).toEqual([
      's: Invalid value: "no": never',
    ])
  })

  test('of transitions need something before', () => {
    const rule = { rule: 'self.min == oldSelf.min', message: 'min is immutable' }
    expect(messages(rule, { min: 1 })).toEqual([])
    expect(messages(rule, { min: 2 }, { min: 2 })).toEqual([])
    expect(messages(rule, { min: 2 }, { min: 1 })).toEqual(['spec: Invalid value: min is immutable'])
    const optional = { rule: 'oldSelf.hasValue() || self.min == 1', optionalOldSelf: true }
    expect(messages(optional, { min: 2 })).toHaveLength(1)
    expect(messages(optional, { min: 2 }, { min: 1 })).toEqual([])
  })

  test('do not complain of what has not changed', () => {
    expect(messages({}, { min: 3, max: 2 }, { min: 3, max: 2 })).toEqual([])
  })

  test('hold for items, which keys tell again', () => {
    const list = (extension: JsonSchema): JsonSchema => ({
      type: 'array',
      ...extension,
      items: {
        type: 'object',
        required: ['k'],
        properties: { k: { type: 'string' }, v: { type: 'integer' } },
        'x-kubernetes-validations': [{ rule: 'self.v >= oldSelf.v', message: 'v only grows' }],
      },
    })
    const keyed = list({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] })
    const errors = ruleErrors(
      keyed,
      [
        { k: 'b', v: 1 },
        { k: 'a', v: 1 },
      ],
      [{ k: 'a', v: 2 }],
      'list',
    )
    expect(errors.map(fieldErrorMessage)).toEqual(['list[1]: Invalid value: v only grows'])
    expect(openApiErrors(keyed, 's')).toEqual([])
    expect(openApiErrors(list({}), 's').map(fieldErrorMessage)).toEqual([
      's.items.x-kubernetes-validations[0].rule: Invalid value: "self.v >= oldSelf.v": oldSelf cannot be used on the uncorrelatable portion of the schema within s',
    ])
  })

  test('are found at any depth', () => {
    expect(hasRules({ type: 'object', properties: { l: { type: 'array', items: ruled({}) } } })).toBe(true)
    expect(hasRules({ type: 'object' })).toBe(false)
  })

  test.each<[object, string]>([
    [{ rule: ' ' }, '.rule: Required value: rule is not specified'],
    [
      { rule: 'self.x &&' },
      '.rule: Invalid value: {"Rule":"self.x \\u0026\\u0026","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:10: Syntax error: mismatched input \'<EOF>\'',
    ],
    [
      { rule: 'isQuantity(self.x)' },
      '.rule: Forbidden: "isQuantity()" is left out of the Common Expression Language of this simulated cluster',
    ],
    [{ rule: 'true', message: 'a\nb' }, '.message: Invalid value: "a\\nb": message must not contain line breaks'],
    [
      { rule: 'true', reason: 'Because' },
      '.reason: Unsupported value: "Because": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
    ],
    [
      { rule: 'true', optionalOldSelf: true },
      '.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule',
    ],
  ])('%j is refused', (rule, message) => {
    const errors = openApiErrors({ type: 'object', 'x-kubernetes-validations': [rule as { rule: string }] }, 's')
    expect(errors.map(fieldErrorMessage)).toEqual([`s.x-kubernetes-validations[0]${message}`])
  })
})
