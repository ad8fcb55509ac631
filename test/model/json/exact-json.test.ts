import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJson, wholeNumber, writeJson } from '../../../src/model/json/exact-json.js'
import { formatJson } from '../../../src/model/json/json.js'
import { deepEqual } from '../../../src/model/values/json-values.js'
import { printYaml } from '../../../src/printers/yaml.js'

const least = -(2n ** 63n)
const most = 2n ** 63n - 1n
const large = fc.oneof(
  fc.bigInt({ min: least, max: BigInt(Number.MIN_SAFE_INTEGER) - 1n }),
  fc.bigInt({ min: BigInt(Number.MAX_SAFE_INTEGER) + 1n, max: most }),
)
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('#', '"', '\\', ':', ' ', '1234567890123456789', '\u0023', '\u2028') }),
)
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    large,
    fc.maxSafeInteger(),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((number) => !Object.is(number, -0) && Math.abs(number) < 2 ** 53),
    text,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}))

test('any value with whole numbers of 64 bits is read as it was written', () => {
  fc.assert(
    fc.property(values, fc.constantFrom(undefined, 2), (value, indent) => {
      const written = writeJson(value, indent)
      expect(deepEqual(readJson(written), value), written).toBe(true)
      // Without its BigInts it is what the engine writes.
      if (!/\d{16}/.test(written)) expect(written).toBe(JSON.stringify(value, undefined, indent))
    }),
    { numRuns: 500, seed: 7 },
  )
})

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', 9007199254740992n],
  ['-9007199254740993', -9007199254740993n],
  ['1152921504606846976', 2n ** 60n],
  [String(most), most],
  [String(least), least],
  [String(most + 1n), 2 ** 63],
  ['123456789012345678901234567890', 1.2345678901234568e29],
] as const)('%s is %s', (digits, value) => {
  expect(wholeNumber(digits)).toBe(value)
  expect(readJson(`{"a":[${digits} ,"${digits}",1.5e10]}`)).toEqual({ a: [value, digits, 1.5e10] })
})

describe('written by everything that writes', () => {
  const object = { b: 3546343826724305832n, a: { '3546343826724305833': ['#', -9007199254740993n] } }
  test('as JSON', () => {
    expect(formatJson(object)).toBe('{"a":{"3546343826724305833":["#",-9007199254740993]},"b":3546343826724305832}')
    expect(formatJson(object, { indent: '  ', keepOrder: true })).toContain('"b": 3546343826724305832')
    expect(writeJson({ ...object, gone: undefined })).toContain('"b":3546343826724305832')
  })
  test('as YAML', () => {
    expect(printYaml(object)).toBe(
      'a:\n  "3546343826724305833":\n  - \'#\'\n  - -9007199254740993\nb: 3546343826724305832\n',
    )
  })
})

test('what is no JSON is refused as ever', () => {
  for (const wrong of ['{"a":12345678901234567890,}', '[1234567890123456789', '01234567890123456789']) {
    expect(() => readJson(wrong)).toThrow(SyntaxError)
  }
})

test('a number of very many digits takes as long as it is', () => {
  // A BigInt of them takes minutes.
  expect(wholeNumber('9'.repeat(2 ** 26))).toBe(Number.POSITIVE_INFINITY)
  expect(readJson(`[${'9'.repeat(3_000_000)}]`)).toEqual([Number.POSITIVE_INFINITY])
})

test('a long text beside a large number does not end the stack', () => {
  const text = 'x'.repeat(20_000_000)
  expect(readJson(`["${text}",9007199254740993]`)).toEqual([text, 9007199254740993n])
})
