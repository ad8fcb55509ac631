/** How answers are written: what the Accept header makes of them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { negotiate, objectOffer } from '../../src/http/exchange/negotiation.js'
import { events as come, eventsOf, startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['create', 'deployment', 'web', '--image=nginx', '--replicas=2'])
  await server.cluster.run(['create', 'configmap', 'kept', '--from-literal=a=1'])
})
afterAll(() => server.close())

const as = (kind: string, version = 'v1', type = 'application/json') => `${type};as=${kind};v=${version};g=meta.k8s.io`
const maps = '/api/v1/namespaces/default/configmaps'
const kept = `${maps}/kept`
const web = '/apis/apps/v1/namespaces/default/deployments/web'

test.each<readonly [accept: string, format: string, as?: string, version?: string]>([
  ['application/yaml', 'yaml'],
  ['application/yaml, application/json', 'yaml'],
  ['application/yaml;q=0.8, application/json;q=0.9', 'json'],
  ['application/json;q=0, application/yaml', 'yaml'],
  ['*/*, application/yaml', 'yaml'],
  ['application/*;q=0.9, application/yaml;q=0.9', 'yaml'],
  ['*', 'json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
  ['application/vnd.kubernetes.protobuf, application/json', 'protobuf'],
  ['application/vnd.kubernetes.protobuf;q=0.5, application/json', 'json'],
  ['application/vnd.kubernetes.protobuf;stream=watch', 'protobuf'],
  [`${as('Table', 'v1', 'application/vnd.kubernetes.protobuf')}, application/json`, 'json'],
  [as('PartialObjectMetadata', 'v1', 'application/vnd.kubernetes.protobuf'), 'protobuf', 'PartialObjectMetadata', 'v1'],
  ['application/json;charset=utf-8', 'json'],
  ['application/json;stream=watch', 'json'],
  ['application/yaml;stream=watch, */*;q=0.1', 'json'],
  [as('Table'), 'json', 'Table', 'v1'],
  [`${as('Table', 'v2')}, ${as('Table', 'v1beta1')}`, 'json', 'Table', 'v1beta1'],
  [as('Table', 'v1', 'application/yaml'), 'yaml', 'Table', 'v1'],
  [`${as('Nosuch')},application/json`, 'json'],
  [`application/json;as=Table;v=v1,application/json`, 'json'],
  [`${as('Table')};q=0.3,${as('PartialObjectMetadata')}`, 'json', 'PartialObjectMetadata', 'v1'],
])('%s is served as %s %s %s', (accept, format, kind = '', version = '') => {
  expect(negotiate(accept, objectOffer)).toEqual({ format, as: kind, version })
})

const types = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'
const streams = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch'
const only = `only the following media types are accepted: ${types}`
const unrouted = `406: Not Acceptable\n\nAvailable representations: ${types}`
test.each<readonly [request: string, accept: string, status: number, message: string]>([
  [`GET ${kept}`, as('Table', 'v1', 'application/vnd.kubernetes.protobuf'), 406, only],
  [`GET ${kept}`, 'image/png, text/*', 406, unrouted],
  [`GET ${kept}`, 'application/*', 406, unrouted],
  [`GET ${kept}`, 'Application/JSON', 406, unrouted],
  [`GET ${maps}`, 'Application/JSON', 406, `${unrouted}, ${streams}`],
  [`POST ${maps}`, 'image/png', 406, unrouted],
  [`PATCH ${kept}`, 'image/png', 415, '415: Unsupported Media Type'],
  ['GET /version', 'application/cbor', 406, '406: Not Acceptable\n\nAvailable representations: application/json'],
  ['GET /api', 'image/png', 406, unrouted],
  ['GET /apis', 'image/png', 406, only],
  [`GET ${kept}`, as('Table', 'v2'), 406, only],
  [`GET ${kept}`, as('toString'), 406, only],
  ['GET /apis/apps/v1', as('Table'), 406, only],
  ['GET /api/v1', 'image/png', 406, unrouted],
  ['GET /apis/apps/v1', 'image/png', 406, unrouted],
  ['GET /api/v2', 'image/png', 404, 'the server could not find the requested resource'],
  [
    'GET /api/v1/namespaces/default/pods/x/log',
    'image/png',
    406,
    unrouted.replace('application', 'text/plain, application'),
  ],
  ['GET /api/v1/namespaces/default/pods/x/log', 'text/plain', 406, only],
  ['GET /apis/apps', 'image/png', 406, only],
  [
    `GET ${maps}`,
    as('PartialObjectMetadata'),
    406,
    'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
  ],
  [
    `GET ${kept}`,
    as('PartialObjectMetadataList'),
    406,
    'you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)',
  ],
  [
    `GET ${web}/scale`,
    as('PartialObjectMetadataList'),
    406,
    'you requested PartialObjectMetadataList, but the requested object is not a list (*autoscaling.Scale)',
  ],
  [
    `GET ${maps}?includeObject=Some`,
    as('Table'),
    400,
    `Unable to convert to Table as requested: includeObject: Invalid value: "Some": must be 'Metadata', 'Object', 'None', or empty`,
  ],
  [`PUT ${maps}`, 'image/png', 405, 'the server does not allow this method on the requested resource'],
])('%s as %s is refused with %i', async (request, accept, status, message) => {
  const [method = '', path = ''] = request.split(' ')
  const reply = await server.call(method, path, { headers: { Accept: accept } })
  expect([reply.status, reply.json.message]).toEqual([status, message])
})

test('a watch comes in no YAML; that it does not is told in what was asked for', async () => {
  const reply = await server.call('GET', `${maps}?watch=1`, { headers: { Accept: 'application/yaml' } })
  expect(reply.status).toBe(406)
  expect(reply.text).toContain(
    "message: 'only the following media types are accepted: application/json;stream=watch,\n  application/vnd.kubernetes.protobuf;stream=watch'",
  )
})

describe('a table', () => {
  const table = async (method: string, path: string, body?: unknown, version = 'v1', type = 'application/json') => {
    const headers = { Accept: as('Table', version), 'Content-Type': type }
    return server.call(method, path, { headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }
  const cells = (json: { rows: { cells: unknown[] }[] }) => json.rows.map((row) => row.cells.slice(0, 2))

  test('is what writes are answered with as well', async () => {
    const created = await table('POST', maps, { metadata: { name: 'shown' }, data: { a: '1' } })
    expect([created.status, created.json.kind, cells(created.json)]).toEqual([201, 'Table', [['shown', 1]]])
    expect(created.json.metadata.resourceVersion).toBe(created.json.rows[0].object.metadata.resourceVersion)
    const replaced = await table('PUT', `${maps}/shown`, { metadata: { name: 'shown' }, data: { a: '1', b: '2' } })
    expect([replaced.status, cells(replaced.json)]).toEqual([200, [['shown', 2]]])
    const merge = 'application/merge-patch+json'
    const patched = await table('PATCH', `${maps}/shown`, { data: { c: '3' } }, 'v1', merge)
    expect(cells(patched.json)).toEqual([['shown', 3]])
    const scaled = await table('PATCH', `${web}/scale`, { spec: { replicas: 3 } }, 'v1', merge)
    expect(scaled.json.rows[0].cells.slice(0, 2)).toEqual(['web', 3])
    const deleted = await table('DELETE', `${maps}?fieldSelector=metadata.name%3Dshown`)
    expect([deleted.json.kind, cells(deleted.json)]).toEqual(['Table', [['shown', 3]]])
  })

  test('says its version in its rows too, and carries what is wanted of the objects', async () => {
    const old = await table('GET', kept, undefined, 'v1beta1')
    expect(old.json).toMatchObject({
      apiVersion: 'meta.k8s.io/v1beta1',
      rows: [{ object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1beta1' } }],
    })
    expect((await table('GET', `${kept}?includeObject=None`)).json.rows[0].object).toBeNull()
    expect((await table('GET', `${kept}?includeObject=Object`)).json.rows[0].object.data).toEqual({ a: '1' })
  })

  test('leaves the errors and questions what they are', async () => {
    expect((await table('GET', `${maps}/nosuch`)).json).toMatchObject({ kind: 'Status', code: 404 })
    const reviews = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    expect((await table('POST', reviews, {})).status).toBe(406)
  })

  test('tells its columns once in a watch', async () => {
    const path = `${maps}?watch=1&allowWatchBookmarks=1&sendInitialEvents=1&resourceVersionMatch=NotOlderThan`
    const headers = { Accept: as('Table') }
    const events = eventsOf((await server.call('GET', path, { headers, until: come(3) })).text)
    const told = events.map(({ type, object }) => [type, object.columnDefinitions?.length ?? null])
    expect(told).toEqual([
      ['ADDED', 3],
      ['ADDED', null],
      ['BOOKMARK', null],
    ])
    expect(events[0].object.metadata.resourceVersion).toBe(events[0].object.rows[0].object.metadata.resourceVersion)
    const { annotations } = events[2].object.rows[0].object.metadata
    expect(annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
  })
})

test('metadata alone is what writes and watches are answered with as well', async () => {
  const headers = { Accept: as('PartialObjectMetadata') }
  const body = { metadata: { name: 'partial' }, data: { a: '1' } }
  const created = await server.call('POST', maps, { body, headers })
  expect([created.status, Object.keys(created.json)]).toEqual([201, ['kind', 'apiVersion', 'metadata']])
  const watched = await server.call('GET', `${maps}?watch=1&fieldSelector=metadata.name%3Dpartial`, {
    headers,
    until: come(1),
  })
  expect(eventsOf(watched.text)[0].object).toEqual(created.json)
  const list = await server.call('GET', `${maps}?limit=1`, { headers: { Accept: as('PartialObjectMetadataList') } })
  expect(list.json.metadata.remainingItemCount).toBe(2)
})

describe('text', () => {
  const text = async (path: string, headers: Record<string, string>) =>
    (await server.call('GET', path, { headers })).text

  test.each([
    [kept, 'apiVersion: v1\n'],
    [maps, 'apiVersion: v1\nitems:\n'],
    [`${maps}/nosuch`, 'apiVersion: v1\ncode: 404\n'],
    ['/apis/apps/v1', 'apiVersion: v1\ngroupVersion: apps/v1\n'],
  ])('%s comes as YAML', async (path, begin) => {
    const reply = await server.call('GET', path, { headers: { Accept: 'application/yaml' } })
    expect(reply.headers['content-type']).toBe('application/yaml')
    expect(reply.text.slice(0, begin.length)).toBe(begin)
  })

  test('tables come as YAML', async () => {
    const table = await text(kept, { Accept: as('Table', 'v1', 'application/yaml') })
    expect(table).toContain('\nkind: Table\n')
  })

  test.each([
    ['', {}, false],
    ['?pretty', { 'User-Agent': 'curl/8' }, true],
    ['?pretty=0', { 'User-Agent': 'curl/8' }, false],
    ['?pretty=true', {}, true],
    ['', { Accept: 'application/json;pretty=1' }, true],
  ])('%s with %j is indented: %s', async (query, headers, indented) => {
    expect((await text(kept + query, headers)).startsWith('{\n  "kind"')).toBe(indented)
  })

  test('who takes nothing of what there is gets errors for people', async () => {
    expect(await text(`${maps}/nosuch`, { Accept: 'image/png' })).toMatch(/^\{\n {2}"kind": "Status"/)
  })
})

describe('what is long', () => {
  beforeAll(async () => {
    await server.call('POST', maps, { body: { metadata: { name: 'long' }, data: { text: 'x'.repeat(200_000) } } })
  })

  test.each([
    ['gzip', 'gzip'],
    ['deflate, gzip;q=1.0', 'gzip'],
    ['x-gzip', undefined],
    ['identity', undefined],
  ])('for Accept-Encoding %s comes as %s', async (accepted, encoding) => {
    const { headers } = await server.call('GET', `${maps}/long`, { headers: { 'Accept-Encoding': accepted } })
    expect(headers['content-encoding']).toBe(encoding)
  })
})
