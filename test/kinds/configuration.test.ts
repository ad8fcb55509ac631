import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/api/contract/errors.js'
import type { ConfigMap, Secret } from '../../src/model/objects/types.js'
import { workbench } from './workbench.js'

const configMap = (data: object, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cm' },
  data,
  ...more,
})
const secret = (more: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...more })
const encoded = (text: string) => Buffer.from(text).toString('base64')

function refusal(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof ApiError) return error.message
    throw error
  }
  return 'accepted'
}

describe('a config map', () => {
  test.each([
    [
      'a bad key',
      configMap({ 'a b': '1' }),
      [
        "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ],
    ],
    [
      'one key in both maps',
      configMap({ a: '1' }, { binaryData: { a: encoded('1') } }),
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ],
    [
      'more than a mebibyte',
      configMap({ a: 'ä'.repeat(524_289) }),
      ['[]: Too long: may not be more than 1048576 bytes'],
    ],
  ])('is refused with %s', (_, manifest, messages) => {
    expect(workbench().refusals(manifest)).toEqual(messages)
  })

  test('that is immutable stays as it is', () => {
    const { api, create } = workbench()
    create(configMap({ a: '1' }, { immutable: true }))
    const patch = (body: object) => () => api.patch('configmaps/default/cm', { type: 'merge', body })
    expect(refusal(patch({ data: { a: '2' } }))).toBe(
      'ConfigMap "cm" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    )
    expect(refusal(patch({ immutable: null, binaryData: { b: 'eA==' } }))).toBe(
      'ConfigMap "cm" is invalid: [immutable: Forbidden: field is immutable when `immutable` is set, ' +
        'binaryData: Forbidden: field is immutable when `immutable` is set]',
    )
    expect(refusal(patch({ metadata: { labels: { a: 'b' } } }))).toBe('accepted')
  })

  test('is shown and described', async () => {
    const bench = workbench()
    const made = bench.create<ConfigMap>(configMap({ b: '2', a: 'one\ntwo\n' }, { binaryData: { c: encoded('abcd') } }))
    bench.pass(67_000)
    expect(bench.row(made)).toEqual(['cm', '3', '67s'])
    expect(await bench.describe(made)).toBe(`Name:         cm
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====
a:
----
one
two


b:
----
2


BinaryData
====
c: 4 bytes

Events:  <none>
`)
  })
})

describe('a secret', () => {
  test('takes texts, and gives base64', () => {
    const made = workbench().create<Secret>(
      secret({ data: { a: encoded('old'), b: encoded('kept') }, stringData: { a: 'new', c: 'ä' } }),
    )
    expect(made.data).toEqual({ a: encoded('new'), b: encoded('kept'), c: encoded('ä') })
    expect(made.stringData).toBeUndefined()
    expect(made.type).toBe('Opaque')
  })

  test.each([
    ['kubernetes.io/tls', {}, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']],
    ['kubernetes.io/basic-auth', {}, ['data[username]: Required value', 'data[password]: Required value']],
    ['kubernetes.io/basic-auth', { username: '' }, []],
    ['kubernetes.io/ssh-auth', { 'ssh-privatekey': '' }, ['data[ssh-privatekey]: Required value']],
    ['kubernetes.io/dockerconfigjson', {}, ['data[.dockerconfigjson]: Required value']],
    [
      'kubernetes.io/dockerconfigjson',
      { '.dockerconfigjson': encoded('hello') },
      [
        'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'h\' looking for beginning of value',
      ],
    ],
    ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': encoded('{"auths":{}}') }, []],
    ['kubernetes.io/dockercfg', {}, ['data[.dockercfg]: Required value']],
    [
      'kubernetes.io/service-account-token',
      {},
      ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    ],
    ['example.com/own', {}, []],
  ])('of type %s with %j', (type, data, messages) => {
    expect(workbench().refusals(secret({ type, data }))).toEqual(messages)
  })

  test('keeps its type', () => {
    const { api, create } = workbench()
    create(secret({}))
    const patch = () => api.patch('secrets/default/s', { type: 'merge', body: { type: 'example.com/own' } })
    expect(refusal(patch)).toBe('Secret "s" is invalid: type: Invalid value: "example.com/own": field is immutable')
  })

  test('is found by its type', () => {
    const { api, create } = workbench()
    create(secret({}))
    const { info } = api.resolve('secrets')!
    const found = (fieldSelector: string) => api.listing({ resource: info, namespace: '', fieldSelector }).items.length
    expect(found('type=Opaque')).toBe(1)
    expect(found('type!=Opaque')).toBe(0)
  })

  test('is shown and described without what it hides', async () => {
    const bench = workbench()
    const made = bench.create<Secret>(secret({ stringData: { password: 'hunter2', 'a.b': 'w' } }))
    expect(bench.row(made)).toEqual(['s', 'Opaque', '2', '0s'])
    expect(await bench.describe(made)).toBe(`Name:         s
Namespace:    default
Labels:       <none>
Annotations:  <none>

Type:  Opaque

Data
====
a.b:       1 bytes
password:  7 bytes
`)
  })
})

test('a TLS secret without PEM is warned of', () => {
  const { warnings } = workbench().api.resolve('secret')!.strategy
  const pem = (what: string) => encoded(`-----BEGIN ${what}-----\nAAAA\n-----END ${what}-----\n`)
  const warned = (crt: string, key: string) =>
    warnings!({ ...secret({ type: 'kubernetes.io/tls', data: { 'tls.crt': crt, 'tls.key': key } }) } as Secret)
  expect(warned(encoded('x'), encoded('x'))).toEqual(['tls: failed to find any PEM data in certificate input'])
  expect(warned(pem('CERTIFICATE'), encoded('x'))).toEqual(['tls: failed to find any PEM data in key input'])
  expect(warned(pem('CERTIFICATE'), pem('PRIVATE KEY'))).toEqual([])
})
