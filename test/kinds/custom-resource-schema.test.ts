/** Schemas of custom resources at work: what they drop, fill in and refuse, in the server's words. */
import { describe, expect, test } from 'vitest'
import { fieldErrorMessage } from '../../src/api/contract/field-errors.js'
import { dropNulls, setSchemaDefaults } from '../../src/kinds/apiextensions/customresource/defaulting.js'
import { embeddedErrors } from '../../src/kinds/apiextensions/customresource/embedded.js'
import { prune } from '../../src/kinds/apiextensions/customresource/pruning.js'
import { hasFormat } from '../../src/kinds/apiextensions/customresource/validation/formats.js'
import { listErrors } from '../../src/kinds/apiextensions/customresource/validation/lists.js'
import { schemaErrors } from '../../src/kinds/apiextensions/customresource/validation/schema.js'
import type { JsonSchema } from '../../src/model/json/json-schema.js'
import { deepClone } from '../../src/model/values/json-values.js'

const object = (properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties,
  ...more,
})
const text: JsonSchema = { type: 'string' }
const preserving = { 'x-kubernetes-preserve-unknown-fields': true } as const

describe('pruning', () => {
  const cases: [what: string, schema: JsonSchema, value: object, left: object, unknown: string[]][] = [
    ['what is not specified', object({ a: text }), { a: 'x', b: 1 }, { a: 'x' }, ['b']],
    [
      'nothing of the metadata',
      object({}),
      { apiVersion: 'v', kind: 'K', metadata: { x: 1 }, y: 1 },
      { apiVersion: 'v', kind: 'K', metadata: { x: 1 } },
      ['y'],
    ],
    [
      'fields in lists',
      object({ l: { type: 'array', items: object({ a: text }) } }),
      { l: [{ a: 'x' }, { b: 1 }] },
      { l: [{ a: 'x' }, {}] },
      ['l[1].b'],
    ],
    [
      'nothing where unknown fields are kept',
      object({ s: object({ a: object({ b: text }) }, preserving) }),
      { s: { z: { y: 1 }, a: { b: 'x', c: 1 } } },
      { s: { z: { y: 1 }, a: { b: 'x' } } },
      ['s.a.c'],
    ],
    [
      'fields of kept lists that have a schema',
      object({ l: { type: 'array', items: object({ a: object({}) }), ...preserving } }),
      { l: [{ a: { x: 1 }, b: 1 }] },
      { l: [{ a: {}, b: 1 }] },
      ['l[0].a.x'],
    ],
    [
      'values of maps by their schema',
      object({ m: { type: 'object', additionalProperties: object({ a: text }) } }),
      { m: { k: { a: 'x', b: 1 } } },
      { m: { k: { a: 'x' } } },
      ['m.k.b'],
    ],
    [
      'all below maps of anything',
      object({ m: { type: 'object', additionalProperties: true } }),
      { m: { k: { a: 1 }, l: 1 } },
      { m: { k: {}, l: 1 } },
      ['m.k.a'],
    ],
    [
      'unknown fields of embedded resources, but not their metadata',
      object({ t: object({ spec: text }, { 'x-kubernetes-embedded-resource': true }) }),
      { t: { kind: 'K', metadata: { a: 1 }, spec: 's', x: 1 } },
      { t: { kind: 'K', metadata: { a: 1 }, spec: 's' } },
      ['t.x'],
    ],
  ]
  test.each(cases)('takes out %s', (_, schema, value, left, unknown) => {
    const draft = deepClone(value) as Record<string, unknown>
    expect(prune(draft, schema)).toEqual(unknown)
    expect(draft).toEqual(left)
  })
})

describe('defaults', () => {
  const cases: [what: string, schema: JsonSchema, value: object, filled: object][] = [
    ['a field that is absent', object({ a: { type: 'integer', default: 1 } }), {}, { a: 1 }],
    ['nothing in an object that is absent', object({ s: object({ a: { default: 1 } }) }), {}, {}],
    [
      'an object, and its fields in turn',
      object({ s: object({ a: { default: 1 } }, { default: {} }) }),
      {},
      { s: { a: 1 } },
    ],
    ['a null that may not be one', object({ a: { type: 'integer', default: 1 } }), { a: null }, { a: 1 }],
    [
      'no null that may be one',
      object({ a: { type: 'integer', nullable: true, default: 1 } }),
      { a: null },
      { a: null },
    ],
    [
      'items of lists',
      object({ l: { type: 'array', items: object({ a: { default: 'x' } }) } }),
      { l: [{}, { a: 'y' }] },
      { l: [{ a: 'x' }, { a: 'y' }] },
    ],
    [
      'values of maps',
      object({ m: { type: 'object', additionalProperties: { type: 'integer', default: 2 } } }),
      { m: { k: null } },
      { m: { k: 2 } },
    ],
    ['no null without a default', object({ a: text }), { a: null }, {}],
  ]
  test.each(cases)('fill in %s', (_, schema, value, filled) => {
    const draft = deepClone(value)
    dropNulls(draft, schema)
    setSchemaDefaults(draft, schema)
    expect(draft).toEqual(filled)
    setSchemaDefaults(draft, schema)
    expect(draft).toEqual(filled)
  })
})

describe('validation', () => {
  const wrong: [schema: JsonSchema, value: unknown, messages: string[]][] = [
    [{ type: 'integer', maximum: 10 }, 15, ['a: Invalid value: 15: a in body should be less than or equal to 10']],
    [
      { type: 'integer', minimum: 1, exclusiveMinimum: true },
      1,
      ['a: Invalid value: 1: a in body should be greater than 1'],
    ],
    [
      { type: 'number', maximum: 2000000 },
      2000000.5,
      ['a: Invalid value: 2.0000005e+06: a in body should be less than or equal to 2e+06'],
    ],
    [{ type: 'number', multipleOf: 0.5 }, 0.7, ['a: Invalid value: 0.7: a in body should be a multiple of 0.5']],
    [{ type: 'integer' }, 'x', ['a: Invalid value: "string": a in body must be of type integer: "string"']],
    [
      { type: 'integer' },
      1.5,
      [
        'a: Invalid value: "number": a in body must be of type integer: "number"',
        '<nil>: Invalid value: "": Checked value must be of type integer (default format) in a',
      ],
    ],
    [
      { type: 'integer', format: 'int32' },
      2 ** 31,
      ['<nil>: Invalid value: "": Checked value must be of type integer with format int32 in a'],
    ],
    [text, null, ['a: Invalid value: "null": a in body must be of type string: "null"']],
    [
      { 'x-kubernetes-int-or-string': true },
      true,
      ['a: Invalid value: "boolean": a in body must be of type integer,string: "boolean"'],
    ],
    [{ type: 'string', enum: ['x', 'y'] }, 'z', ['a: Unsupported value: "z": supported values: "x", "y"']],
    [{ type: 'integer', enum: [1, 2] }, 3, ['a: Unsupported value: 3: supported values: "1", "2"']],
    [{ type: 'string', pattern: '^b' }, 'ab', ['a: Invalid value: "ab": a in body should match \'^b\'']],
    [{ type: 'string', maxLength: 2 }, 'äöü', ['a: Too long: may not be more than 2 bytes']],
    [{ type: 'string', minLength: 2 }, 'ä', ['a: Invalid value: "ä": a in body should be at least 2 chars long']],
    [{ type: 'string', format: 'ipv4' }, 'x', ['a: Invalid value: "x": a in body must be of type ipv4: "x"']],
    [
      { type: 'array', items: text, maxItems: 1 },
      ['x', 1],
      [
        'a[1]: Invalid value: "integer": a[1] in body must be of type string: "integer"',
        'a: Too many: 2: must have at most 1 items',
      ],
    ],
    [{ type: 'array', minItems: 1 }, [], ['a: Invalid value: 0: a in body should have at least 1 items']],
    [
      { type: 'array', uniqueItems: true },
      [{ b: 1 }, { b: 1 }],
      ['a: Invalid value: "": a in body shouldn\'t contain duplicates'],
    ],
    [{ type: 'object', maxProperties: 1 }, { b: 1, c: 1 }, ['a: Too many: 2: must have at most 1 items']],
    [{ type: 'object', minProperties: 1 }, {}, ['a: Invalid value: 0: a in body should have at least 1 properties']],
    [object({}, { required: ['b', 'c'] }), { c: 1 }, ['a.b: Required value']],
    [
      object({ b: text }, { additionalProperties: false }),
      { c: 1 },
      ['a: Invalid value: "c": a.c in body is a forbidden property'],
    ],
    [
      { type: 'object', additionalProperties: text },
      { b: 1 },
      ['a.b: Invalid value: "integer": a.b in body must be of type string: "integer"'],
    ],
    [{ type: 'integer', not: { enum: [3] } }, 3, ['<nil>: Invalid value: "": "a" must not validate the schema (not)']],
    [
      { type: 'integer', anyOf: [{ minimum: 5 }, { maximum: 1 }] },
      3,
      [
        '<nil>: Invalid value: "": "a" must validate at least one schema (anyOf)',
        'a: Invalid value: 3: a in body should be greater than or equal to 5',
      ],
    ],
    [
      { type: 'integer', oneOf: [{ minimum: 1 }, { maximum: 5 }] },
      3,
      ['<nil>: Invalid value: "": "a" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    ],
    [
      { type: 'integer', allOf: [{ minimum: 5 }, { maximum: 9 }] },
      3,
      [
        'a: Invalid value: 3: a in body should be greater than or equal to 5',
        '<nil>: Invalid value: "": "a" must validate all the schemas (allOf)',
      ],
    ],
  ]
  test.each(wrong)('%j refuses %j', (schema, value, messages) => {
    const errors = schemaErrors(object({ a: schema }), { a: value })
    expect(errors.map(fieldErrorMessage)).toEqual(messages)
  })

  const right: [schema: JsonSchema, value: unknown][] = [
    [{ type: 'number' }, 1],
    [{ type: 'string', nullable: true }, null],
    [{ 'x-kubernetes-int-or-string': true }, 'x'],
    [{ type: 'string', format: 'of-my-own' }, 'x'],
    [object({ b: text }), { c: 1 }],
    [{ type: 'integer', oneOf: [{ minimum: 5 }, { maximum: 1 }] }, 0],
  ]
  test.each(right)('%j takes %j', (schema, value) => {
    expect(schemaErrors(object({ a: schema }), { a: value })).toEqual([])
  })

  test('does not complain of what was there before', () => {
    const schema = object({
      a: { type: 'integer', maximum: 1 },
      b: { type: 'integer', maximum: 1 },
      list: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: object({ k: text, n: { type: 'integer', maximum: 1 } }),
      },
    })
    const before = { a: 5, b: 1, list: [{ k: 'x', n: 5 }] }
    const after = {
      a: 5,
      b: 6,
      list: [
        { k: 'y', n: 1 },
        { k: 'x', n: 5 },
      ],
    }
    expect(schemaErrors(schema, after, '', before).map(({ field }) => field)).toEqual(['b'])
    expect(schemaErrors(schema, after).map(({ field }) => field)).toEqual(['a', 'b', 'list[1].n'])
  })
})

describe('lists', () => {
  const list = (type: 'set' | 'map', keys: string[] = []): JsonSchema =>
    object({ l: { type: 'array', 'x-kubernetes-list-type': type, 'x-kubernetes-list-map-keys': keys } })

  test.each<[JsonSchema, unknown[], string[]]>([
    [list('set'), ['a', 'b', 'a', 'a'], ['l[2]: Duplicate value: "a"']],
    [
      list('map', ['k']),
      [
        { k: 1, v: 1 },
        { k: 1, v: 2 },
      ],
      ['l[1]: Duplicate value: {"k":1}'],
    ],
    [list('map', ['k', 'p']), [{ k: 1 }, { k: 1, p: 'x' }], []],
    [list('map', ['k']), [1], ['l[0]: Invalid value: 1: must be an object for an array of list-type map']],
  ])('%j with %j', (schema, value, messages) => {
    expect(listErrors(schema, { l: value }).map(fieldErrorMessage)).toEqual(messages)
  })
})

test('embedded resources must say what they are', () => {
  const schema = object({ t: object({}, { 'x-kubernetes-embedded-resource': true, ...preserving }) })
  expect(embeddedErrors(schema, { t: { kind: '' } }).map(fieldErrorMessage)).toEqual([
    't.apiVersion: Required value',
    't.kind: Invalid value: "": must not be empty',
  ])
  expect(embeddedErrors(schema, { t: { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: 'b' } } } })).toEqual([])
})

describe('formats', () => {
  test.each([
    ['ipv4', '10.0.0.1', '10.0.0.256'],
    ['ipv6', '2001:db8::1', '2001:db8'],
    ['cidr', '10.0.0.0/8', '10.0.0.0/33'],
    ['date', '2024-02-29', '2023-02-29'],
    ['date-time', '2024-02-29T10:00:00Z', '2024-02-29'],
    ['duration', '1h30m', 'soon'],
    ['duration', '3 days', '3 dogs'],
    ['uri', 'https://example.com/a?b', 'not a uri'],
    ['email', 'a@example.com', 'a.example.com'],
    ['hostname', 'a-b.example.com', '-a'],
    ['uuid', '123e4567-e89b-12d3-a456-426614174000', '123e4567'],
    ['mac', '00:00:5e:00:53:01', '00:00'],
    ['byte', 'aGVsbG8=', 'a'],
    ['isbn', '978-0321751041', '978-0321751042'],
    ['hexcolor', '#fff', '#ff'],
    ['rgbcolor', 'rgb(1,2,255)', 'rgb(1,2,256)'],
  ])('%s: %s, but not %s', (format, good, bad) => {
    expect([hasFormat(format, good), hasFormat(format, bad)]).toEqual([true, false])
  })

  test('others are ignored', () => expect(hasFormat('int32', 'x')).toBeUndefined())
})
