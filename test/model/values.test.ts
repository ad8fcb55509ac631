import { describe, expect, test } from 'vitest'
import { goQuote } from '../../src/model/go/quote.js'
import * as addresses from '../../src/model/values/addresses.js'
import { fnv32a, safeEncode, templateHash } from '../../src/model/values/hash.js'
import { deepClone, deepEqual, mergeDefaults } from '../../src/model/values/json-values.js'
import { canonicalJson, compareKeys } from '../../src/model/values/order.js'

describe('addresses', () => {
  test('ranges', () => {
    const services = addresses.parseCidr('10.96.0.0/12')
    expect(addresses.addressCount(services)).toBe(2 ** 20)
    expect(addresses.addressAt(services, 1)).toBe('10.96.0.1')
    expect(addresses.addressAt(services, 2 ** 20 - 1)).toBe('10.111.255.255')
    expect(addresses.addressAt(services, 2 ** 20)).toBeUndefined()
    expect(addresses.cidrContains(services, '10.112.0.0')).toBe(false)
    expect(addresses.cidrContains(services, 'ten')).toBe(false)
    expect(addresses.formatCidr(addresses.parseCidr('192.168.49.7/24'))).toBe('192.168.49.0/24')
    expect(addresses.cidrContains(addresses.parseCidr('0.0.0.0/0'), '255.255.255.255')).toBe(true)
  })

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'x/8', '10.0.0.0/-1', '10.0.0.0/8/9'])('%s is no range', (text) => {
    expect(() => addresses.parseCidr(text)).toThrow(`invalid CIDR address: ${text}`)
  })

  test('order is numeric', () => {
    expect(['10.0.0.10', '10.0.0.9', 'x', '9.0.0.0'].sort(addresses.compareAddresses)).toEqual([
      '9.0.0.0',
      '10.0.0.9',
      '10.0.0.10',
      'x',
    ])
  })

  test.each(['10.0.0.1', '::', '::1', 'fe80::1', '2001:db8::ffff', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8'])(
    '%s is an address',
    (text) => expect(addresses.isValidIP(text)).toEqual([]),
  )

  test.each(['', '1.2.3', '01.2.3.4', '256.1.1.1', ':::', '1:2', 'g::', '1:2:3:4:5:6:7:8:9', '::1%eth0', '1::2::3'])(
    '%j is none',
    (text) => expect(addresses.isValidIP(text)).toEqual([addresses.invalidAddress]),
  )
})

test('hashes are FNV-1a in the safe alphabet', () => {
  expect(fnv32a('')).toBe(2166136261)
  expect(fnv32a('foobar')).toBe(0xbf9cf968)
  expect(safeEncode('0123456789')).toBe('456789bcdf')
  expect(templateHash({ b: 1, a: [{ d: undefined }] })).toBe(templateHash({ a: [{}], b: 1 }))
})

test('keys sort by code point', () => {
  expect(['b', 'a10', 'a2', 'B', 'é', '\u{1f600}', '\uffff', ''].sort(compareKeys)).toEqual([
    '',
    'B',
    'a10',
    'a2',
    'b',
    'é',
    '\uffff',
    '\u{1f600}',
  ])
  expect(canonicalJson({ b: [1, null], a: { d: 'x', c: undefined } })).toBe('{"a":{"d":"x"},"b":[1,null]}')
})

test('values are compared and copied in depth', () => {
  expect(deepEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }], c: undefined })).toBe(true)
  expect(deepEqual({ a: [1] }, { a: { 0: 1 } })).toBe(false)
  expect(deepEqual({}, { constructor: 1 })).toBe(false)
  expect(deepEqual({ constructor: Object }, {})).toBe(false)
  const hostile = JSON.parse('{"__proto__": {"x": 1}, "a": [1]}')
  const copy = deepClone(hostile)
  expect(JSON.stringify(copy)).toBe(JSON.stringify(hostile))
  expect(copy.a).not.toBe(hostile.a)
  expect(({} as { x?: number }).x).toBeUndefined()
})

test('defaults fill what is missing', () => {
  const draft = { a: 1, b: { c: 2 }, list: [] as number[] }
  mergeDefaults(draft, { a: 9, b: { c: 9, d: 3 }, list: [1], e: null })
  expect(draft).toEqual({ a: 1, b: { c: 2, d: 3 }, list: [], e: null })
})

test('strings are quoted as Go quotes them', () => {
  expect(goQuote('plain')).toBe('"plain"')
  expect(goQuote('a"b\\c\n\x1b\x7f é\u200b\u{1f600}')).toBe('"a\\"b\\\\c\\n\\x1b\\x7f é\\u200b\u{1f600}"')
})
