/** What rules can cost, as Kubernetes 1.36 estimates it: the numbers are those of its own tests. */
import { describe, expect, test } from 'vitest'
import { fieldErrorMessage } from '../../src/api/contract/field-errors.js'
import { declaredType } from '../../src/kinds/apiextensions/customresource/cel/declared-types.js'
import { mostCost } from '../../src/kinds/apiextensions/customresource/cel/estimate.js'
import { parseCel } from '../../src/kinds/apiextensions/customresource/cel/parser.js'
import { ruleErrors } from '../../src/kinds/apiextensions/customresource/cel/rules.js'
import { openApiErrors } from '../../src/kinds/apiextensions/customresourcedefinition/openapi-validation.js'
import type { JsonSchema } from '../../src/model/json/json-schema.js'

const cost = (rule: string, schema: JsonSchema) => mostCost(parseCel(rule), declaredType(schema)!)

const string: JsonSchema = { type: 'string' }
const integer: JsonSchema = { type: 'integer' }
const number: JsonSchema = { type: 'number' }
const date: JsonSchema = { type: 'string', format: 'date' }
const dateTime: JsonSchema = { type: 'string', format: 'date-time' }
const duration: JsonSchema = { type: 'string', format: 'duration' }
const intOrString: JsonSchema = { 'x-kubernetes-int-or-string': true }
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
const map = (additionalProperties: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties })
const object = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
})
/** A field `val1`, `val2`, … of each of these. */
const fields = (...types: JsonSchema[]) => object(Object.fromEntries(types.map((type, at) => [`val${at + 1}`, type])))

/** With so many items, properties or characters, the items of maps and lists of texts too. */
const bounded = (schema: JsonSchema, most: number): JsonSchema =>
  schema.type === 'array'
    ? { ...schema, maxItems: most }
    : schema.type === 'object'
      ? { ...schema, maxProperties: most }
      : { ...schema, maxLength: most }

// `TestCostEstimation` of `pkg/apiserver/schema/cel/compilation_test.go`.
describe('estimates', () => {
  test.each<[string, JsonSchema, number, number, number]>([
    ['self.all(x, true)', list(number), 4718591, 10, 32],
    ['self.all(x, true)', list(string), 3145727, 20, 62],
    ['self.all(x, true)', list({ type: 'boolean' }), 1887437, 5, 17],
    ['self.all(x, true)', list(list(number)), 3145727, 100, 302],
    ['self.all(x, true)', map(number), 1348169, 10, 32],
    ['self.all(x, true)', map(string), 1179647, 3, 11],
    ['self.all(x, true)', list(intOrString), 4718591, 10, 32],
    ['self.all(x, true)', list(duration), 2359295, 5, 17],
    ['self.all(x, true)', list(date), 725936, 15, 47],
    ['self.all(x, true)', list(dateTime), 428963, 25, 77],
    ["self.contains('test')", string, 314574, 10, 5],
    ["self.startsWith('test')", string, 2, 15, 2],
    ['size(self + "hello") > size("hello")', string, 314578, 4, 7],
    ['self[1] == 0.0', list(number), 2, 5000, 2],
    ['self[1] == self[1]', list(string), 314577, 8, 314577],
    ['self.all(x, x == 0.0)', list(number), 6291454, 3 * 1024 * 2048, 25165826],
    ['self.matches("x")', string, 314574, 50, 22],
    ['"".matches("(((((((((())))))))))[0-9]")', string, 7, 10, 7],
    ['self.matches("")', string, 1, 100, 1],
    ['self["x"] == 0.0', map(number), 2, 0, 2],
    ['self == "x"', string, 2, 0, 1],
    ['self[0] == 5', list(intOrString), 3, 10, 3],
    ['self[0][0] == -1.0', list(list(number)), 3, 51, 3],
    ['self[0].x > 2.0', list(map(number)), 4, 3000, 4],
    ['self[0].getHours() == 2', list(duration), 4, 525, 4],
    ["self.find('[0-9]+') == ''", string, 629147, 10, 11],
    ["self.lowerAscii() == 'lower!'", string, 314575, 10, 6],
    ['oldSelf.size() == self.size()', map(integer), 5, 10, 5],
    ['self["a"] == self["b"]', map(dateTime), 8, 7, 8],
  ])('%s', (rule, schema, unbounded, most, set) => {
    expect(cost(rule, schema)).toBe(unbounded)
    expect(cost(rule, bounded(schema, most))).toBe(set)
  })

  test('of lists and texts that are both bounded', () => {
    const texts = (most: number) => bounded(list(bounded(string, most)), most)
    expect(cost("self.join(' ') == 'aa bb'", list(string))).toBe(329853068905)
    expect(cost("self.join(' ') == 'aa bb'", texts(10))).toBe(43)
    expect(cost('self.isSorted() == true', list(string))).toBe(329854432052)
    expect(cost('self.isSorted() == true', texts(10))).toBe(52)
  })

  test('of enumerations', () => {
    expect(cost("self.contains('A')", { type: 'string', enum: ['A', 'B', 'C', 'LongValue'] })).toBe(2)
  })
})

const maps = object({ val: map(integer) })
const listMap = object({ listMap: list(object({ k: string, v: string, v2: string })) })
const nested = object({
  mapOfMap: bounded(map(bounded(map(string), 10)), 10),
  listOfMap: bounded(list(bounded(map(string), 10)), 10),
})

// `TestCelEstimatedCostStability` of `celcoststability_test.go`.
describe('estimates of fields', () => {
  test.each<[string, JsonSchema, number]>([
    ['double(self.val1) < 10.0', fields(integer), 4],
    ["self.val1.startsWith('Rook')", fields(string), 3],
    ["!self.val1.startsWith('knight')", fields(string), 4],
    ["self.val1.matches('^[^0-9]*$')", fields(string), 943721],
    ['size(self.val1) == 12', fields(string), 4],
    ["self.val1.charAt(3) == 'k'", fields(string), 4],
    ["self.val1.indexOf('o') == 1", fields(string), 314576],
    ["self.val1.replace(' ', 'x') == 'Rookxtakesx👑'", fields(string), 629150],
    ["self.val1.split(' ') == ['Rook', 'takes', '👑']", fields(string), 629159],
    ["self.val1.substring(4, 10).trim() == 'takes'", fields(string), 629149],
    ['self.val1.lowerAscii() == self.val1.lowerAscii()', fields(string), 943723],
    ['self.val1 == self.val2', fields({ type: 'string', format: 'byte' }, { type: 'string', format: 'byte' }), 314577],
    ['self.val1 != self.val2', fields({ type: 'boolean' }, { type: 'boolean' }), 4],
    ["self.val1 == duration('1h2m') + duration('3s4ms')", fields(duration), 6],
    ['int(self.val2) == self.val1', fields(integer, number), 5],
    ['string(self.val1) == self.val2', fields(integer, string), 314578],
    ['1 in self.val1', fields(list(integer)), 1572865],
    ['self.val2[0] in self.val1', fields(list(integer), list(integer)), 1572868],
    ['self.val1 + self.val2 == [1, 2, 3, 1, 2, 3]', fields(list(integer), list(integer)), 16],
    ['self.val1 + [4, 5] == [1, 2, 3, 4, 5]', fields(list(integer)), 24],
    ['has(self.val1) && has(self.val2)', fields(list(integer), list(integer)), 2],
    ['self.val1.all(k, size(self.val1) > 0)', fields(list(integer)), 11010044],
    ['self.val1.exists_one(k, self.val1 == [2])', fields(list(integer)), 23592949],
    ['size(self.val1.filter(k, size(self.val1) > 1)) == 1', fields(list(integer)), 26738686],
    ['self.val1 == self.val2', fields(map(string), map(string)), 39326],
    ["'k1' in self.val1", fields(map(string)), 3],
    ["self.val1 == {'k1': 'a', 'k2': 'b'}", fields(map(string)), 33],
    ['!(has(self.a1.d2) && has(self.a1.d2.e2))', object({ a1: object({ d2: object({ e2: integer }) }) }), 6],
    ['self.val.all(k, self.val[k] > 0)', maps, 3595115],
    ['size(self.val.filter(k, self.val[k] > 1)) == 1', maps, 8089017],
    ["self.listMap.all(m, m.k.startsWith('a'))", listMap, 6291453],
    ["self.listMap.all(m, !has(m.v2) || m.v2 == 'z')", listMap, 8388603],
    ["self.listMap.exists(m, m.k == 'a1' && m.v == 'b1')", listMap, 10485753],
    ["self.listMap.map(m, m.v).exists(v, v == 'b1')", listMap, 19922939],
    ["self.mapOfMap['x']['y'] == 'b'", nested, 5],
    ['self.mapOfMap.map(k, k).map(k, k).size() == 1', nested, 286],
    ['self.listOfMap.map(e, e).map(e, e).size() == 1', nested, 286],
    ['self.mapOfMap.map(k, self.mapOfMap[k].map(m, m)).size() == 1', nested, 1585],
    ['self.listOfMap.map(e, e.map(m, m)).size() == 1', nested, 1555],
    ["optional.of('a').hasValue()", nested, 2],
  ])('%s', (rule, schema, expected) => expect(cost(rule, schema)).toBe(expected))
})

describe('a definition', () => {
  const errors = (schema: JsonSchema) => openApiErrors(schema, 's').map(fieldErrorMessage)
  const ruled = (schema: JsonSchema, ...rules: string[]): JsonSchema => ({
    ...schema,
    'x-kubernetes-validations': rules.map((rule) => ({ rule })),
  })
  const advice =
    '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)'
  const cubic = 'self.all(a, self.all(b, self.all(c, a + b + c > 0)))'

  // As Kubernetes 1.36 refuses it.
  test('is refused for what its rules could cost', () => {
    expect(errors(ruled(list(integer), cubic))).toEqual([
      `s.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x ${advice}`,
      's.x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
      `s: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x ${advice}`,
    ])
    expect(errors(ruled(bounded(list(integer), 230), cubic))[0]).toContain('exceeds budget by factor of 11.0x')
    expect(errors(ruled(bounded(list(integer), 20), cubic))).toEqual([])
  })

  test('pays for a rule as often as its value can be there', () => {
    const item = (most: number) =>
      bounded(list(object({ t: ruled(bounded(string, 1000), "self.contains('test')") })), most)
    expect(errors(item(1000))).toEqual([])
    expect(errors(item(100_000))).toEqual([
      `s.items.properties[t].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of 4.0x ${advice}`,
    ])
  })

  test('that has been accepted stays so', () => {
    const schema = ruled(bounded(list(integer), 230), cubic)
    const unchanged = openApiErrors(schema, 's', { structural: true, unchanged: true }).map(fieldErrorMessage)
    expect(unchanged.filter((each) => each.includes('estimated rule cost exceeds'))).toEqual([])
  })

  test.each([
    ['parentheses', `${'('.repeat(250)}true${')'.repeat(250)}`, 'expression recursion limit exceeded: 250'],
    ['sums', `${'1+'.repeat(250)}1==1`, 'max recursion depth exceeded'],
    ['letters', `true${' '.repeat(100_000)}`, 'expression code point size exceeds limit: size: 100004, limit 100000'],
  ])('has no expression of too many %s', (_, rule, problem) => {
    expect(errors(ruled(list(integer), rule))[0]).toMatch(`compilation failed: ERROR: <input>:-1:0: ${problem}`)
  })

  test.each([
    ['parentheses', `${'('.repeat(249)}true${')'.repeat(249)}`],
    ['sums', `${'1+'.repeat(249)}1==1`],
    ['alternatives', `true${' || true'.repeat(10_000)}`],
    ['negations', `${'!'.repeat(50_000)}true`],
  ])('may have many %s', (_, rule) => expect(errors(ruled(list(integer), rule))).toEqual([]))

  test('is refused for a pattern that is none', () => {
    expect(errors(ruled(bounded(string, 10), 'self.matches("(a")'))[0]).toContain(
      'compilation failed: ERROR: <input>:1:14: invalid matches argument\n | self.matches("(a")\n | .............^',
    )
    expect(errors(ruled(bounded(string, 10), 'self.find("(a") == ""'))[0]).toContain(
      'program instantiation failed: error parsing regexp: missing closing ): `(a`',
    )
  })
})

describe('an object', () => {
  const rule = 'self.all(a, self.all(b, a + b >= 0))'
  const schema: JsonSchema = { type: 'array', items: integer, 'x-kubernetes-validations': [{ rule }] }
  const numbers = (length: number) => Array.from({ length }, (_, at) => at)
  const errors = (of: JsonSchema, value: unknown) => ruleErrors(of, value, undefined).map(fieldErrorMessage)

  test('is refused for a rule that costs too much', () => {
    expect(errors(schema, numbers(377))).toEqual([])
    // As Kubernetes 1.36 has it, to the number.
    expect(errors(schema, numbers(378))).toEqual([
      `<nil>: Invalid value: "array": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`,
    ])
  })

  test('is refused for all its rules together', () => {
    const outer: JsonSchema = { type: 'array', items: schema }
    expect(errors(outer, Array(15).fill(numbers(350)))).toEqual([
      '[11]: Invalid value: "array": validation failed due to running out of cost budget, no further validation rules will be run',
    ])
  })

  test('is refused for a message that costs too much', () => {
    const messageExpression = `self.all(a, ${rule}) ? 'a' : 'b'`
    const told: JsonSchema = { ...schema, 'x-kubernetes-validations': [{ rule: 'false', messageExpression }] }
    expect(errors(told, numbers(300))).toEqual([
      `<nil>: Invalid value: "array": no further validation rules will be run due to call cost exceeds limit for messageExpression: "${messageExpression}"`,
    ])
  })

  test('makes no list longer and longer', () => {
    const growing: JsonSchema = {
      ...schema,
      'x-kubernetes-validations': [{ rule: 'self.all(x, size(self + self) > 0)' }],
    }
    expect(errors(growing, numbers(60_000))[0]).toContain('call cost exceeds limit')
  })

  test('is not spared by what makes up for errors', () => {
    const spared: JsonSchema = { ...schema, 'x-kubernetes-validations': [{ rule: `${rule} || true` }] }
    expect(errors(spared, numbers(3000))[0]).toContain('call cost exceeds limit')
  })
})
