/** Paths that are no objects, and what is said of those that lead nowhere. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, startTestServer, type TestServer } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['run', 'web', '--image=nginx'])
})
afterAll(() => server.close())

const page = '404 page not found\n'
const unknown = 'the server could not find the requested resource'
const method = 'the server does not allow this method on the requested resource'
const pods = '/api/v1/namespaces/default/pods'

test.each<readonly [request: string, status: number, said: string]>([
  ['GET //api/v1/pods', 404, page],
  ['GET /api/v1//pods', 404, unknown],
  ['GET /api/v2', 404, unknown],
  ['GET /apis/apps/v2', 404, unknown],
  ['GET /apis/apps/v2/deployments', 404, unknown],
  ['GET /apis/nosuch', 404, page],
  ['GET /apis/nosuch/v1', 404, page],
  ['GET /apis/nosuch/v1/things/x', 404, page],
  ['POST /apis/nosuch', 404, page],
  ['POST /apis/apps/v1', 405, method],
  ['POST /api/v1', 405, method],
  ['GET /api/v1/pods/web', 404, unknown],
  [`GET ${pods}/web/nosuch`, 404, unknown],
  [`GET ${pods}/web/status/more`, 404, unknown],
  [`GET ${pods}/a%2Fb`, 404, unknown],
  [`GET ${pods}/..`, 400, `Name parameter invalid: "..": may not be '..'`],
  [`DELETE ${pods}/a%25b`, 400, `Name parameter invalid: "a%b": may not contain '%'`],
  [`OPTIONS ${pods}`, 405, method],
  [`PUT ${pods}/web/binding`, 405, method],
  [`POST /api/v1/watch/pods`, 405, method],
  ['GET /healthz/', 404, page],
  ['GET /livez/nosuch', 404, page],
  ['GET /metrics/', 404, page],
  ['GET /openapi/v3/', 404, page],
  ['GET /openapi/v3/apis/nosuch/v1', 404, page],
  ['GET /.well-known/nothing', 404, page],
  ['GET /logs', 404, page],
  ['POST /version', 405, method],
  ['GET /%zz', 400, '400 Bad Request\n'],
])('%s: %d %s', async (request, status, said) => {
  const [verb = '', path = ''] = request.split(' ')
  const reply = await server.call(verb, path)
  expect([reply.status, reply.json?.message ?? reply.text]).toEqual([status, said])
})

test.each(['/api/', '/apis/', '/apis/apps/', '/api/v1/', `${pods}/`, '/version/', '/livez', '/readyz/etcd', '/'])(
  '%s is there',
  async (path) => {
    expect((await server.call('GET', path)).status).toBe(200)
  },
)

test('objects have no HEAD, health has', async () => {
  expect(await server.call('HEAD', pods)).toMatchObject({ status: 405, text: '' })
  expect(await server.call('HEAD', '/livez')).toMatchObject({ status: 200, text: '' })
})

test('an empty namespace is every namespace', async () => {
  const { json } = await server.call('GET', '/api/v1/namespaces//pods')
  expect(json.items.length).toBeGreaterThan(1)
})

test('a watch may be part of the path', async () => {
  const { text } = await server.call('GET', '/api/v1/watch/namespaces/default/pods/web', { until: events(1) })
  expect(JSON.parse(text.split('\n')[0]!)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'web' } } })
})

test('health is told check by check', async () => {
  const { text, headers } = await server.call('GET', '/readyz?verbose&exclude=etcd&exclude=nosuch')
  expect(text).toBe(
    '[+]ping ok\n[+]log ok\n[+]etcd excluded: ok\n[+]informer-sync ok\n[+]poststarthook/start-kubesim ok\n[+]shutdown ok\n' +
      'warn: some health checks cannot be excluded: no matches for "nosuch"\nreadyz check passed\n',
  )
  expect(headers['x-content-type-options']).toBe('nosniff')
})

describe('streams', () => {
  const pods = '/api/v1/namespaces/default/pods'

  test.each(['exec', 'attach', 'portforward', 'proxy'])(
    'lead to whom there is before anything else: %s',
    async (stream) => {
      const { status, json } = await server.call('GET', `${pods}/nosuch/${stream}`)
      expect([status, json.message]).toEqual([404, 'pods "nosuch" not found'])
    },
  )

  test.each([
    ['exec', ['GET', 'POST']],
    ['attach', ['GET', 'POST']],
    ['portforward', ['GET', 'POST']],
    ['log', ['GET']],
    ['proxy', ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']],
  ])('are asked for in their methods: %s', async (stream, methods) => {
    const all = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']
    const statuses = await Promise.all(
      all.map(async (method) => [method, (await server.call(method, `${pods}/nosuch/${stream}`)).status] as const),
    )
    expect(statuses).toEqual(all.map((method) => [method, methods.includes(method) ? 404 : 405]))
  })
})

test('a version says what it is compatible with', async () => {
  expect((await server.call('GET', '/version')).json).toMatchObject({
    major: '1',
    minor: '36',
    emulationMajor: '1',
    emulationMinor: '36',
    minCompatibilityMajor: '1',
    minCompatibilityMinor: '35',
  })
})

test('what an aggregator answers by itself it answers in any method', async () => {
  for (const path of ['/apis', '/apis/apps']) expect((await server.call('DELETE', path)).status).toBe(200)
})

describe('what is kept', () => {
  test('is all of discovery, as long as its tag is the same', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
    const first = await server.call('GET', '/apis', { headers: { Accept: accept } })
    const tag = String(first.headers.etag)
    expect(first.headers).toMatchObject({ vary: 'Accept', 'cache-control': 'public', 'content-type': accept })
    expect(tag).toMatch(/^"[0-9A-F]{128}"$/)
    const again = await server.call('GET', '/apis', { headers: { Accept: accept, 'If-None-Match': tag } })
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag: tag } })
  })

  test('had an older form until 1.35', async () => {
    const headers = {
      Accept: 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json',
    }
    expect((await server.call('GET', '/apis', { headers })).json.kind).toBe('APIGroupList')
    const older = await startTestServer({ create: { clock: 'virtual', kubernetesVersion: '1.33.2' } })
    const { json } = await older.call('GET', '/apis', { headers })
    await older.close()
    expect(json).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2beta1' })
  })

  test('is a document of OpenAPI, by its hash', async () => {
    const { paths } = (await server.call('GET', '/openapi/v3')).json
    const url: string = paths['apis/apps/v1'].serverRelativeURL
    const [, hash] = url.split('hash=')
    const { headers, json } = await server.call('GET', url)
    expect(headers).toMatchObject({ etag: `"${hash}"`, 'cache-control': 'public, immutable', vary: 'Accept' })
    expect(await server.call('GET', '/openapi/v3/apis/apps/v1?hash=old')).toMatchObject({
      status: 301,
      headers: { location: url },
    })
    const { patch, parameters } = json.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']
    expect(patch).toMatchObject({
      operationId: 'patchAppsV1NamespacedDeployment',
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group: 'apps', version: 'v1', kind: 'Deployment' },
    })
    expect(patch.parameters.map(({ name }: { name: string }) => name)).toContain('fieldValidation')
    expect(parameters.map(({ name }: { name: string }) => name)).toEqual(['name', 'namespace', 'pretty'])
    const scale = json.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale']
    expect(Object.keys(scale)).toEqual(['get', 'put', 'patch', 'parameters'])
    expect(json.paths['/apis/apps/v1/deployments'].get.operationId).toBe('listAppsV1DeploymentForAllNamespaces')
  })
})

test('requests are counted, and each has a name', async () => {
  const given = await server.call('GET', `${pods}?limit=1`, { headers: { 'Audit-ID': 'mine' } })
  expect(given.headers['audit-id']).toBe('mine')
  expect((await server.call('GET', `${pods}/nosuch`)).headers['audit-id']).toMatch(/^[0-9a-f]{8}-/)
  const { text, headers } = await server.call('GET', '/metrics')
  const line = (code: number, scope: string, verb: string) =>
    `apiserver_request_total{code="${code}",component="apiserver",dry_run="",group="",resource="pods",scope="${scope}",subresource="",verb="${verb}",version="v1"}`
  expect(text).toContain(`\n${line(200, 'namespace', 'LIST')} `)
  expect(text).toContain(`\n${line(404, 'resource', 'GET')} `)
  expect(text).toContain('\nkubernetes_build_info{git_version="v1.36')
  expect(headers.warning).toBeUndefined()
})
