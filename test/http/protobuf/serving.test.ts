/** What is answered to who takes nothing but protobuf. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeProtobuf } from '../../../src/http/protobuf/decode.js'
import { startTestServer, type TestServer } from '../test-server.js'
import { served } from './served.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['create', 'deployment', 'web', '--image=nginx', '--replicas=2'])
  await server.cluster.run(['create', 'configmap', 'kept', '--from-literal=a=1'])
})
afterAll(() => server.close())

const protobuf = 'application/vnd.kubernetes.protobuf'
const maps = '/api/v1/namespaces/default/configmaps'

type More = { accept?: string; body?: unknown; until?: (bytes: Buffer) => boolean }

async function binary(method: string, path: string, { accept = protobuf, ...more }: More = {}) {
  const reply = await server.call(method, path, { headers: { Accept: accept }, ...more })
  return { ...reply, type: reply.headers['content-type'] }
}

test('every resource is listed in protobuf as in JSON', async () => {
  const paths = await served(server)
  expect(paths.length).toBeGreaterThan(20)
  for (const { path, verbs } of paths.filter(({ verbs }) => verbs.includes('list'))) {
    const { json } = await server.call('GET', path)
    const reply = await binary('GET', path)
    expect([reply.status, reply.type], `${path} ${verbs}`).toEqual([200, protobuf])
    const list = decodeProtobuf(reply.bytes)
    expect([list.kind, list.apiVersion, names(list)]).toEqual([json.kind, json.apiVersion, names(json)])
  }
})

const names = ({ items }: { items?: unknown }) =>
  (items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)

test('objects, what writes answer and errors come in it too', async () => {
  const got = await binary('GET', `${maps}/kept`)
  expect(decodeProtobuf(got.bytes)).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } })
  const made = await binary('POST', maps, { body: { metadata: { name: 'made' } } })
  expect([made.status, decodeProtobuf(made.bytes)]).toMatchObject([201, { metadata: { name: 'made' } }])
  const gone = await binary('DELETE', `${maps}/made`)
  expect([gone.status, decodeProtobuf(gone.bytes)]).toMatchObject([200, { kind: 'Status', status: 'Success' }])
  const missing = await binary('GET', `${maps}/made`)
  expect([missing.status, missing.type]).toEqual([404, protobuf])
  expect(decodeProtobuf(missing.bytes)).toMatchObject({
    kind: 'Status',
    apiVersion: 'v1',
    reason: 'NotFound',
    code: 404,
    details: { name: 'made', kind: 'configmaps' },
  })
  const scale = await binary('GET', '/apis/apps/v1/namespaces/default/deployments/web/scale')
  expect(decodeProtobuf(scale.bytes)).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } })
  const question = { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } }
  const review = await binary('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: question })
  expect(decodeProtobuf(review.bytes)).toMatchObject({ status: { allowed: true } })
})

test.each([
  ['/api', { kind: 'APIVersions', versions: ['v1'] }],
  ['/apis', { kind: 'APIGroupList' }],
  ['/apis/apps', { kind: 'APIGroup', name: 'apps' }],
  ['/apis/apps/v1', { kind: 'APIResourceList', groupVersion: 'apps/v1' }],
])('%s is told in it', async (path, expected) => {
  const reply = await binary('GET', path)
  expect(decodeProtobuf(reply.bytes)).toMatchObject(expected)
})

test('everything that there is is told in it at once', async () => {
  const accept = `${protobuf};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`
  const reply = await binary('GET', '/apis', { accept })
  const json = await server.call('GET', '/apis', { headers: { Accept: accept.replace(protobuf, 'application/json') } })
  expect(reply.type).toBe(accept)
  const { items } = decodeProtobuf(reply.bytes) as { items: { versions: unknown[] }[] }
  // What is empty is absent there.
  const told = JSON.parse(json.text.replaceAll('"group":"","version":"",', ''))
  expect(items.map(({ versions }) => versions)).toEqual(told.items.map((each: { versions: unknown }) => each.versions))
})

describe('a watch', () => {
  test('tells its events one after another, each after its length', async () => {
    const reply = await binary('GET', `${maps}?watch=1&fieldSelector=metadata.name=kept`, { until: isFrame })
    expect([reply.status, reply.type]).toEqual([200, `${protobuf};stream=watch`])
    const events = await framesOf(reply.bytes)
    expect(events).toMatchObject([{ type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name: 'kept' } } }])
  })

  test('tells of metadata and errors in it too', async () => {
    const accept = `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`
    const path = `${maps}?watch=1&fieldSelector=metadata.name=kept`
    const told = await framesOf((await binary('GET', path, { accept, until: isFrame })).bytes)
    expect(told).toMatchObject([{ object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' } }])
    const late = await framesOf((await binary('GET', `${maps}?watch=1&resourceVersion=999999&timeoutSeconds=1`)).bytes)
    expect(late.map(({ type }) => type)).toEqual(late.map(() => 'ERROR'))
  })

  /** Whether an event has come as a whole. */
  const isFrame = (bytes: Buffer) => bytes.length > 4 && bytes.length >= 4 + bytes.readUInt32BE(0)

  async function framesOf(bytes: Buffer): Promise<{ type: string; object: Record<string, unknown> }[]> {
    const events: { type: string; object: Record<string, unknown> }[] = []
    for (let at = 0; at < bytes.length; ) {
      const length = bytes.readUInt32BE(at)
      const message = bytes.subarray(at + 4, at + 4 + length)
      expect(message.length).toBe(length)
      const type = message.toString('utf8', 2, 2 + message[1]!)
      events.push({ type, object: decodeProtobuf(message.subarray(message.indexOf('k8s\0'))) })
      at += 4 + length
    }
    return events
  }
})

describe('custom resources', () => {
  const widgets = '/apis/example.com/v1/namespaces/default/widgets'
  beforeAll(async () => {
    const definition = {
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    }
    await server.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: definition })
    await server.call('POST', widgets, {
      body: { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one' } },
    })
  })

  test.each(['', '/one', '?watch=1&timeoutSeconds=1'])('have no binary form: GET %s', async (rest) => {
    const reply = await binary('GET', `${widgets}${rest}`)
    expect([reply.status, reply.type]).toEqual([406, protobuf])
    expect(decodeProtobuf(reply.bytes)).toMatchObject({ reason: 'NotAcceptable', code: 406 })
  })

  test('but their metadata has', async () => {
    const accept = `${protobuf};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`
    const reply = await binary('GET', widgets, { accept })
    expect(decodeProtobuf(reply.bytes)).toMatchObject({ items: [{ metadata: { name: 'one' } }] })
  })
})

test.each(['/', '/.well-known/openid-configuration'])(
  'what is no object is told in JSON all the same: %s',
  async (path) => {
    const reply = await binary('GET', path)
    expect([reply.status, typeof reply.json]).toEqual([200, 'object'])
  },
)
