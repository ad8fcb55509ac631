/** What bodies say that cannot be kept as it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const maps = '/api/v1/namespaces/default/configmaps'

describe('whole numbers', () => {
  const send = (text: string) =>
    server.call('POST', `${maps}?dryRun=All`, { body: text, headers: { 'Content-Type': 'application/json' } })

  test('are taken in YAML too', async () => {
    const body = 'metadata:\n  name: x\n  generation: 9007199254740993\ndata:\n  a: "9007199254740993"\n'
    const headers = { 'Content-Type': 'application/yaml' }
    const kept = await server.call('POST', `${maps}?dryRun=All`, { body, headers })
    expect([kept.status, kept.json.data]).toEqual([201, { a: '9007199254740993' }])
  })

  const taken = ['9007199254740992', '-9007199254740993', '9223372036854775807', '1234567890123456']
  test.each(taken)('%s is taken', async (number) => {
    const { status, json } = await send(`{"metadata":{"name":"x","generation":${number}}}`)
    if (number.startsWith('-')) expect(json.message).toContain(`metadata.generation: Invalid value: ${number}: must be`)
    else expect(status).toBe(201)
  })

  test('in strings, of more than 64 bits and with a point are what they are', async () => {
    const text = '{"metadata":{"name":"x"},"data":{"a":"say \\"9007199254740993\\", 9007199254740993"}}'
    expect((await send(text)).json.data.a).toBe('say "9007199254740993", 9007199254740993')
    const large = await send('{"metadata":{"name":"x","generation":92233720368547758080}}')
    expect(large.json.message).toContain('cannot unmarshal number')
    expect((await send('{"metadata":{"name":"x"},"more":1234567890123456789.5}')).status).toBe(201)
  })
})

describe('keys that a text has twice', () => {
  const text = 'metadata:\n  name: twice\ndata:\n  a: "1"\n  a: "2"\nmore:\n  b: 1\n  b: 2\n'
  const found = 'yaml: unmarshal errors:\n  line 5: key "a" already set in map\n  line 8: key "b" already set in map'
  const send = (fieldValidation: string, body = text, type = 'application/yaml') =>
    server.call('POST', `${maps}?dryRun=All&fieldValidation=${fieldValidation}`, {
      body,
      headers: { 'Content-Type': type },
    })
  const apply = (body: string, fieldValidation = 'Strict') =>
    server.call('PATCH', `${maps}/twice?fieldManager=me&dryRun=All&fieldValidation=${fieldValidation}`, {
      body,
      headers: { 'Content-Type': 'application/apply-patch+yaml' },
    })

  test('are refused by their lines in YAML', async () => {
    const { status, json } = await send('Strict')
    const why = 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error'
    expect([status, json.message]).toEqual([400, `${why}: ${found}, unknown field "more"`])
  })

  test('are warned of, or the last of them counts', async () => {
    const { status, json, headers } = await send('Warn')
    expect([status, json.data]).toEqual([201, { a: '2' }])
    expect(headers.warning).toBe(
      ['line 5: key "a" already set in map', 'line 8: key "b" already set in map', 'unknown field "more"']
        .map((warning) => `299 - "${warning.replaceAll('"', '\\"')}"`)
        .join(', '),
    )
    const ignored = await send('Ignore')
    expect([ignored.status, ignored.headers.warning]).toEqual([201, undefined])
  })

  test('are refused in what is applied, which is YAML even where it is JSON', async () => {
    const yaml = `apiVersion: v1\nkind: ConfigMap\n${text.slice(0, text.indexOf('more:'))}`
    const problem = (line: number) =>
      `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line ${line}: key "a" already set in map`
    expect((await apply(yaml)).json.message).toBe(problem(7))
    const json =
      '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "twice"},\n"data": {"a": "1",\n "a": "2"}}'
    expect((await apply(json)).json.message).toBe(problem(3))
    expect((await apply(json, 'Ignore')).json.data).toEqual({ a: '2' })
  })
})

describe('owners that are named twice', () => {
  const owned = (...ownerReferences: object[]) => ({ metadata: { name: 'owned', ownerReferences } })
  const told = (uid: string, when = '') =>
    `299 - ".metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, ` +
    `and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uid}"`

  test('are kept once, with a warning', async () => {
    const { uid } = (await server.call('POST', maps, { body: { metadata: { name: 'a' } } })).json.metadata
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid }
    const created = await server.call('POST', maps, { body: owned(owner, owner) })
    expect([created.status, created.headers.warning]).toEqual([201, told(uid)])
    expect(created.json.metadata.ownerReferences).toEqual([owner])
    const put = await server.call('PUT', `${maps}/owned`, { body: owned(owner, { ...owner, name: 'b' }, owner) })
    expect([put.headers.warning, put.json.metadata.ownerReferences.length]).toEqual([told(uid), 2])
    const patch = { body: owned(owner, owner), headers: { 'Content-Type': 'application/merge-patch+json' } }
    const patched = await server.call('PATCH', `${maps}/owned?dryRun=All`, patch)
    expect(patched.headers.warning).toBe(told(uid, ' after mutating admission happens'))
  })
})
