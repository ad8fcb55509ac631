import { readFileSync } from 'node:fs'
import { request as secureRequest } from 'node:https'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../../src/http/index.js'
import { makeCertificate } from '../../src/http/server/certificate.js'
import { startTestServer, type TestServer, token } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['create', 'deployment', 'web', '--image=nginx', '--replicas=3'])
})
afterAll(() => server.close())

const configMaps = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { a: '1' },
  ...more,
})

describe('what is there', () => {
  test('is told in one answer, or group by group', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
    const aggregated = await server.call('GET', '/apis', { headers: { Accept: accept } })
    expect(aggregated.headers['content-type']).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    )
    const apps = aggregated.json.items.find((item: { metadata: { name: string } }) => item.metadata.name === 'apps')
    expect(apps.versions[0].resources[0]).toMatchObject({
      resource: 'deployments',
      responseKind: { group: '', version: '', kind: 'Deployment' },
      scope: 'Namespaced',
      shortNames: ['deploy'],
    })
    expect((await server.call('GET', '/apis')).json.kind).toBe('APIGroupList')
    expect((await server.call('GET', '/api')).json.versions).toEqual(['v1'])
    expect((await server.call('GET', '/apis/apps')).json.preferredVersion.groupVersion).toBe('apps/v1')
    const names = (await server.call('GET', '/apis/apps/v1')).json.resources.map(({ name }: { name: string }) => name)
    expect(names).toContain('deployments/scale')
  })

  test.each([
    ['GET', '/nosuch', 404],
    ['GET', '/apis/nosuch/v1', 404],
    ['GET', '/apis/nosuch/v1/things', 404],
    ['GET', '/api/v1/nosuch', 404],
    ['GET', '/api/v1/pods/x', 404],
    ['GET', '/api/v1/namespaces/default/nodes', 404],
    ['GET', '/api/v1/namespaces/default/pods/x/nosuch', 404],
    ['POST', '/api/v1/pods', 405],
    ['DELETE', '/api/v1/pods', 405],
    ['PUT', configMaps, 405],
    ['POST', `${configMaps}/x`, 405],
    ['TRACE', configMaps, 405],
    ['GET', '/api/v1/%zz', 400],
    ['GET', '/api/v1/namespaces/default/pods/%2e%2e', 400],
  ])('%s %s is %d', async (method, path, status) => {
    expect((await server.call(method, path)).status).toBe(status)
  })

  test('includes health, version and schemas', async () => {
    for (const path of ['/healthz', '/livez', '/readyz', '/livez/ping']) {
      expect((await server.call('GET', path)).text).toBe('ok')
    }
    expect((await server.call('GET', '/metrics')).text).toContain('\napiserver_storage_objects{resource="nodes"} 4\n')
    expect((await server.call('GET', '/version')).json).toMatchObject({ major: '1', minor: '36' })
    const index = (await server.call('GET', '/openapi/v3')).json.paths
    const document = (await server.call('GET', index['apis/apps/v1'].serverRelativeURL)).json
    const spec = document.components.schemas['io.k8s.api.core.v1.PodSpec']
    expect(spec.properties.containers).toMatchObject({
      type: 'array',
      items: { $ref: '#/components/schemas/io.k8s.api.core.v1.Container' },
      'x-kubernetes-patch-merge-key': 'name',
    })
    const references = JSON.stringify(document).match(/#\/components\/schemas\/[\w.-]+/g) ?? []
    const missing = references.filter((reference) => !document.components.schemas[reference.split('/')[3]!])
    expect(missing).toEqual([])
  })
})

describe('who asks', () => {
  test('is known by the token, and over plain HTTP need not show it', async () => {
    const status = async (headers: Record<string, string>) =>
      (await server.call('GET', '/api/v1/pods', { headers })).status
    expect(await status({ Authorization: 'Bearer wrong' })).toBe(401)
    // What is no bearer token is as good as nothing.
    expect(await status({ Authorization: 'Basic c2VjcmV0' })).toBe(403)
    expect(await status({ Host: 'evil.example' })).toBe(200)
    const { hostname, port } = new URL(server.address)
    const anonymous = async (headers: Record<string, string>) =>
      (await fetch(`http://${hostname}:${port}/api/v1/pods`, { headers })).status
    expect(await anonymous({})).toBe(200)
    expect(await anonymous({ Origin: 'http://evil.example' })).toBe(403)
  })

  test('must show it over HTTPS', async () => {
    const tls = makeCertificate()
    const secure = await startServer({ cluster: server.cluster, token, tls })
    const status = (path: string, headers: Record<string, string> = {}) =>
      new Promise((resolve, reject) => {
        const sending = secureRequest(`${secure.address}${path}`, { ca: tls.cert, headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        sending.on('error', reject).end()
      })
    expect(await status('/api/v1/pods')).toBe(403)
    expect(await status('/livez')).toBe(200)
    expect(await status('/api/v1/pods', { Authorization: `Bearer ${token}` })).toBe(200)
    await secure.close()
  })
})

describe('objects', () => {
  test('are created, read, changed and deleted', async () => {
    const created = await server.call('POST', configMaps, { body: configMap('one') })
    expect(created.status).toBe(201)
    expect((await server.call('POST', configMaps, { body: configMap('one') })).json.reason).toBe('AlreadyExists')
    const changed = await server.call('PUT', `${configMaps}/one`, { body: { ...created.json, data: { a: '2' } } })
    expect(changed.json.data).toEqual({ a: '2' })
    expect((await server.call('PUT', `${configMaps}/one`, { body: created.json })).status).toBe(409)
    const patch = (type: string, body: unknown) =>
      server.call('PATCH', `${configMaps}/one`, { body, headers: { 'Content-Type': `application/${type}+json` } })
    expect((await patch('merge-patch', { data: { b: '3' } })).json.data).toEqual({ a: '2', b: '3' })
    expect((await patch('strategic-merge-patch', { data: { b: null } })).json.data).toEqual({ a: '2' })
    const replace = [{ op: 'replace', path: '/data/a', value: '4' }]
    expect((await patch('json-patch', replace)).json.data).toEqual({ a: '4' })
    expect((await patch('json-patch', {})).status).toBe(400)
    expect((await patch('nosuch', {})).status).toBe(415)
    expect((await server.call('DELETE', `${configMaps}/one`)).json).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'one', kind: 'configmaps' },
    })
    expect((await server.call('GET', `${configMaps}/one`)).json).toMatchObject({ reason: 'NotFound', code: 404 })
  })

  test('need not say what the path says, and may be YAML', async () => {
    const body = 'metadata:\n  name: yaml\ndata:\n  on: "1"\n'
    const headers = { 'Content-Type': 'application/yaml', Accept: 'application/yaml' }
    const { status, text } = await server.call('POST', configMaps, { body, headers })
    expect(status).toBe(201)
    expect(text).toContain('kind: ConfigMap\n')
  })

  test('are only rehearsed on a dry run', async () => {
    expect((await server.call('POST', `${configMaps}?dryRun=All`, { body: configMap('dry') })).status).toBe(201)
    expect((await server.call('GET', `${configMaps}/dry`)).status).toBe(404)
    expect((await server.call('POST', `${configMaps}?dryRun=Some`, { body: configMap('dry') })).status).toBe(422)
  })

  test('with unknown fields are warned of, refused or taken', async () => {
    const send = (how: string) =>
      server.call('POST', `${configMaps}?dryRun=All${how}`, { body: configMap('x', { no: 1 }) })
    expect((await send('')).headers.warning).toBe('299 - "unknown field \\"no\\""')
    expect((await send('&fieldValidation=Strict')).status).toBe(400)
    expect((await send('&fieldValidation=Ignore')).headers.warning).toBeUndefined()
    expect((await send('&fieldValidation=Foo')).status).toBe(422)
  })

  test.each([
    ['no JSON', '{"a":', {}, 400],
    ['nothing', undefined, {}, 400],
    ['a list', '[]', { 'Content-Type': 'application/json' }, 400],
    ['another kind', '{"kind":"Pod","apiVersion":"v1"}', {}, 400],
    ['another format', 'a=b', { 'Content-Type': 'text/plain' }, 415],
    ['no protobuf', 'k8s\0\xff\xff', { 'Content-Type': 'application/vnd.kubernetes.protobuf' }, 400],
    ['too much', 'x'.repeat(3 * 1024 * 1024 + 1), { 'Content-Type': 'application/json' }, 413],
  ])('are refused when the body is %s', async (_what, body, headers, status) => {
    const reply = await server.call('POST', configMaps, { ...(body === undefined ? {} : { body }), headers })
    expect([reply.status, reply.json.kind]).toEqual([status, 'Status'])
  })

  test('are read from protobuf', async () => {
    const body = readFileSync(new URL('deployment.pb', import.meta.url))
    const headers = { 'Content-Type': 'application/vnd.kubernetes.protobuf' }
    const { status, json } = await server.call('POST', '/apis/apps/v1/namespaces/default/deployments', {
      body,
      headers,
    })
    expect(status).toBe(201)
    expect(json).toMatchObject({
      metadata: { name: 'binary', labels: { app: 'binary' } },
      spec: { replicas: 2, template: { spec: { containers: [{ image: 'nginx', ports: [{ containerPort: 80 }] }] } } },
    })
  })
})

describe('lists', () => {
  test('come in pages', async () => {
    const first = (await server.call('GET', '/api/v1/namespaces?limit=3')).json
    expect(first.items).toHaveLength(3)
    const rest = (await server.call('GET', `/api/v1/namespaces?limit=3&continue=${first.metadata.continue}`)).json
    expect(rest.items).toHaveLength(1)
    expect((await server.call('GET', '/api/v1/namespaces?continue=nosuch')).status).toBe(400)
    expect((await server.call('GET', '/api/v1/namespaces?limit=x')).status).toBe(400)
  })

  test('come as tables and as metadata', async () => {
    const as = (what: string) => ({ headers: { Accept: `application/json;as=${what};v=v1;g=meta.k8s.io` } })
    const table = (await server.call('GET', '/api/v1/namespaces/default/pods', as('Table'))).json
    expect(table.columnDefinitions[0].name).toBe('Name')
    expect(Object.keys(table.rows[0].object)).toEqual(['kind', 'apiVersion', 'metadata'])
    const whole = (await server.call('GET', '/api/v1/namespaces/default/pods?includeObject=Object', as('Table'))).json
    expect(whole.rows[0].object.spec).toBeDefined()
    const metadata = (await server.call('GET', '/api/v1/pods', as('PartialObjectMetadataList'))).json
    expect(metadata.kind).toBe('PartialObjectMetadataList')
    expect(metadata.items[0].spec).toBeUndefined()
    expect((await server.call('GET', '/api/v1/pods', { headers: { Accept: 'image/png' } })).status).toBe(406)
  })

  test('select', async () => {
    const count = async (query: string) => (await server.call('GET', `/api/v1/pods?${query}`)).json.items?.length
    expect(await count('labelSelector=app%3Dweb')).toBe(3)
    expect(await count('labelSelector=app%3Dweb&fieldSelector=status.phase%3DFailed')).toBe(0)
    expect((await server.call('GET', '/api/v1/pods?labelSelector=%3D%3D')).status).toBe(400)
    expect((await server.call('GET', '/api/v1/pods?fieldSelector=nosuch%3D1')).status).toBe(400)
  })

  test('know which revisions can be had', async () => {
    const status = async (query: string) => (await server.call('GET', `/api/v1/pods?${query}`)).status
    expect(await status('resourceVersion=0')).toBe(200)
    expect(await status('resourceVersion=1')).toBe(200)
    expect(await status('resourceVersion=1&resourceVersionMatch=Exact')).toBe(200)
    expect(await status('resourceVersion=99999999')).toBe(504)
    expect(await status('resourceVersionMatch=Exact')).toBe(422)
    expect(await status('resourceVersion=abc')).toBe(400)
  })

  test('are indented for people', async () => {
    const first = async (path: string, agent: string) =>
      (await server.call('GET', path, { headers: { 'User-Agent': agent } })).text.slice(0, 22)
    expect(await first('/api/v1/namespaces', 'curl/8.5.0')).toBe('{\n  "kind": "Namespace')
    expect(await first('/api/v1/namespaces', 'kubectl/v1.36')).toBe('{"kind":"NamespaceList')
    expect(await first('/api/v1/namespaces?pretty=true', 'kubectl/v1.36')).toBe('{\n  "kind": "Namespace')
    expect(await first('/api/v1/namespaces?pretty=false', 'curl/8.5.0')).toBe('{"kind":"NamespaceList')
  })

  test('are compressed when they are long', async () => {
    const headers = { 'Accept-Encoding': 'gzip' }
    expect((await server.call('GET', '/api/v1/namespaces', { headers })).headers['content-encoding']).toBeUndefined()
    expect((await server.call('GET', '/openapi/v3/api/v1', { headers })).headers['content-encoding']).toBe('gzip')
  })
})

describe('subresources', () => {
  const deployment = '/apis/apps/v1/namespaces/default/deployments/web'

  test('scale', async () => {
    const scale = (await server.call('GET', `${deployment}/scale`)).json
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 3 }, status: { selector: 'app=web' } })
    const changed = await server.call('PUT', `${deployment}/scale`, { body: { ...scale, spec: { replicas: 2 } } })
    expect(changed.json.spec.replicas).toBe(2)
    expect((await server.call('GET', '/api/v1/nodes/worker-1/scale')).status).toBe(404)
  })

  test('status is written apart', async () => {
    const headers = { 'Content-Type': 'application/merge-patch+json' }
    const body = { spec: { replicas: 9 }, status: { observedGeneration: 7 } }
    const patched = await server.call('PATCH', `${deployment}/status`, { body, headers })
    expect(patched.json.spec.replicas).not.toBe(9)
  })

  test('eviction and binding', async () => {
    const pods = '/api/v1/namespaces/default/pods'
    const [pod] = (await server.call('GET', `${pods}?labelSelector=app%3Dweb`)).json.items
    const { name } = pod.metadata
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } }
    expect((await server.call('POST', `${pods}/${name}/eviction`, { body: eviction })).status).toBe(201)
    const target = { kind: 'Node', name: 'worker-1' }
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'nosuch' }, target }
    expect((await server.call('POST', `${pods}/nosuch/binding`, { body: binding })).status).toBe(404)
    expect((await server.call('POST', `${pods}/other/binding`, { body: binding })).status).toBe(400)
  })

  test('log', async () => {
    await server.cluster.run(['run', 'talker', '--image=nginx'])
    const log = '/api/v1/namespaces/default/pods/talker/log'
    const { text, headers } = await server.call('GET', `${log}?tailLines=1`)
    expect(headers['content-type']).toBe('text/plain')
    expect(text.trimEnd().split('\n')).toHaveLength(1)
    expect((await server.call('GET', `${log}?container=nosuch`)).status).toBe(400)
    expect((await server.call('GET', `${log}?tailLines=x`)).status).toBe(400)
    expect((await server.call('GET', '/api/v1/namespaces/default/pods/nosuch/log')).status).toBe(404)
    expect((await server.call('GET', '/api/v1/namespaces/default/pods/talker/exec')).status).toBe(400)
  })
})
