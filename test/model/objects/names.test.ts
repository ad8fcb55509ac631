import { describe, expect, test } from 'vitest'
import * as names from '../../../src/model/objects/names.js'

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

test.each(['web', '0', 'a-b', 'x'.repeat(63)])('%s is a label', (name) => {
  expect(names.isDNS1123Label(name)).toEqual([])
})

test.each([
  ['', [label]],
  ['Web', [label]],
  ['a.b', ['must not contain dots']],
  ['-a', [label]],
  ['x'.repeat(64), ['must be no more than 63 characters']],
  ['X'.repeat(300), ['must be no more than 63 characters', label]],
  ['a\n', [label]],
])('%j is no label', (name, errors) => {
  expect(names.isDNS1123Label(name)).toEqual(errors)
})

test('subdomains may hold dots', () => {
  expect(names.isDNS1123Subdomain('a.b-c.d')).toEqual([])
  expect(names.isDNS1123Subdomain('a..b')).toEqual([subdomain])
  expect(names.isDNS1123Subdomain('x'.repeat(254))).toEqual(['must be no more than 253 characters'])
})

test('services begin with a letter', () => {
  expect(names.isDNS1035Label('1a')).toEqual([
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  ])
})

test('lengths count bytes', () => {
  expect(names.isValidLabelValue('é'.repeat(40))[0]).toBe('must be no more than 63 bytes')
})

describe('ports', () => {
  test.each([
    ['http', []],
    ['web-2', []],
    [
      '',
      [
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must contain at least one letter (a-z)',
      ],
    ],
    ['80', ['must contain at least one letter (a-z)']],
    ['a--b', ['must not contain consecutive hyphens']],
    ['a-', ['must not begin or end with a hyphen']],
    ['averyveryverylongname', ['must be no more than 15 characters']],
  ])('%j', (name, errors) => {
    expect(names.isValidPortName(name)).toEqual(errors)
  })

  test('numbers', () => {
    expect(names.isValidPortNumber(65536)).toEqual(['must be between 1 and 65535, inclusive'])
  })
})

describe('keys and variables', () => {
  test.each(['a', 'a.b', '_', 'A-1'])('%j is a key', (key) => {
    expect(names.isConfigMapKey(key)).toEqual([])
  })

  test('keys must not climb directories', () => {
    expect(names.isConfigMapKey('.')).toEqual(["must not be '.'"])
    expect(names.isConfigMapKey('..')).toEqual(["must not be '..'"])
    expect(names.isConfigMapKey('..a')).toEqual(["must not start with '..'"])
    expect(names.isConfigMapKey('a b')[0]).toMatch(/^a valid config key must consist of/)
  })

  test('variables', () => {
    expect(names.isEnvironmentVariableName('A_B')).toEqual([])
    expect(names.isEnvironmentVariableName('1A')[0]).toMatch(/^a valid environment variable name must consist of alpha/)
    expect(names.isRelaxedEnvironmentVariableName('1 A!')).toEqual([])
    expect(names.isRelaxedEnvironmentVariableName('a=b')).toHaveLength(1)
    expect(names.isRelaxedEnvironmentVariableName('')).toEqual(['environment variable name must be non-empty'])
  })
})
