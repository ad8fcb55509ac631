import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/simulation/random.js'
import { seed, tries } from '../fuzz/fuzzing.js'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['create', 'deployment', 'web', '--image=nginx'])
})
afterAll(() => server.close())

const words = [
  ...['api', 'apis', 'v1', 'apps', 'namespaces', 'default', 'pods', 'deployments', 'web', 'status', 'scale', 'exec'],
  ...[
    'log',
    'configmaps',
    'nodes',
    'openapi',
    'v3',
    'v2',
    '',
    '%',
    '%00',
    '%2F',
    '..',
    '__proto__',
    'constructor',
    '💥',
  ],
  ...['watch', 'binding', 'eviction', 'services', 'events', 'proxy', 'x'.repeat(300)],
]
const bases = [
  '',
  '/api/v1/namespaces',
  '/api/v1/namespaces/default',
  '/api/v1/namespaces/default/configmaps',
  '/api/v1/namespaces/default/configmaps/kube-root-ca.crt',
  '/api/v1/namespaces/default/pods',
  '/api/v1/namespaces/default/services/kubernetes',
  '/api/v1/nodes/worker-1',
  '/api/v1/nodes/worker-1/status',
  '/apis/apps/v1/namespaces/default/deployments',
  '/apis/apps/v1/namespaces/default/deployments/web',
  '/apis/apps/v1/namespaces/default/deployments/web/scale',
  '/apis/apps/v1/namespaces/default/deployments/web/status',
  '/apis/events.k8s.io/v1/events',
]
const queries = [
  'watch=true&timeoutSeconds=1',
  'limit=-1',
  'limit=9e99',
  'continue=e30=',
  'labelSelector=((',
  'a[b]=c',
  '%',
]
const types = ['json', 'yaml', 'vnd.kubernetes.protobuf', 'merge-patch+json', 'json-patch+json', 'nosuch', '']
const oddHeaders: readonly Readonly<Record<string, string>>[] = [
  ...['Bearer', 'Bearer x.y.z', 'Basic Og==', 'Bearer \u00ff', ''].map((Authorization) => ({ Authorization })),
  ...['', 'system:serviceaccount:', 'x'.repeat(5000)].map((name) => ({ 'Impersonate-User': name })),
  ...[{ 'Impersonate-Group': 'system:masters' }, { 'Impersonate-Extra-%zz': 'x' }, { 'Impersonate-Uid': '1' }].map(
    (more) => ({ 'Impersonate-User': 'jane', ...more }),
  ),
  ...['gzip;q=2', 'br, *;q=0', ',;='].map((coding) => ({ 'Accept-Encoding': coding })),
  ...['gzip', 'deflate', '\u00e9'].map((coding) => ({ 'Content-Encoding': coding })),
  ...['websocket', 'SPDY/3.1', 'h2c', ','].map((Upgrade) => ({ Connection: 'Upgrade', Upgrade })),
  ...[{ Range: 'bytes=9-1' }, { 'If-None-Match': '"' }, { Expect: '100-continue' }, { 'Max-Forwards': '-1' }],
  ...[{ Host: '' }, { Host: '[::' }, { 'User-Agent': '' }, { 'User-Agent': 'curl/%' }, { 'X-Forwarded-Uri': '//' }],
  ...[{ 'Sec-WebSocket-Protocol': 'base64url.bearer.authorization.k8s.io.%' }, { 'X-Stream-Protocol-Version': '' }],
]
const bodies = [
  '{}',
  '[]',
  'null',
  '1',
  '"x"',
  '{"metadata":null}',
  '{"metadata":[]}',
  '{"metadata":{"name":1}}',
  '{"metadata":{"name":"x","labels":{"__proto__":"y"}},"spec":{"containers":{}}}',
  '{"__proto__":{"metadata":{}}}',
  '[{"op":"replace","path":"/metadata/__proto__/x","value":1}]',
  '[{"op":"test"}]',
  '[null]',
  'k8s\0',
  'k8s\0\n\x06\n\x02v1\x12\x00',
  'a: &a [*a, *a]',
  '- - - -',
  '{"spec":{"replicas":1e400}}',
  '{"kind":5,"apiVersion":{}}',
  '{"metadata":{"name":"y","resourceVersion":7}}',
  '{"metadata":{"name":"web"},"spec":null,"status":[]}',
  '{"spec":{"template":{"spec":{"containers":[null,1,{}]}}}}',
  '{"spec":{"replicas":-5}}',
  '{"$patch":"delete","$retainKeys":5,"$setElementOrder/x":7}',
  '{"gracePeriodSeconds":"x","propagationPolicy":5,"preconditions":7,"dryRun":{}}',
]

describe('malformed requests', () => {
  test('are answered, and never by a fault of the server', async () => {
    const random = createRandom(String(seed))('requests')
    const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!
    const faults: string[] = []
    const seen = new Set<number>()
    for (const _ of tries(1000)) {
      const more = random.below(2) === 0 ? [] : Array.from({ length: random.below(4) }, () => `/${pick(words)}`)
      const path = pick(bases) + more.join('') || '/'
      const query = random.below(3) === 0 ? `?${pick(queries)}` : ''
      const method = pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PURGE', 'TRACE'])
      const headers = {
        'Content-Type': `application/${pick(types)}`,
        Accept: pick(['', '*/*', ';;;,=', 'application/json', 'application/json;as=Table;v=v9;g=x', 'a/b;q=x']),
        ...(random.below(3) === 0 ? pick(oddHeaders) : {}),
      }
      const target = encodeURI(path + query).replaceAll('%25', '%')
      // A watch would only wait.
      if (query.includes('watch=true')) continue
      const body = pick(bodies)
      const { status, json } = await server.call(method, target, { body, headers })
      seen.add(status)
      // What upstream makes no Status of is 500 there too, without a reason; a proxy tells of what is behind it.
      const ours = json?.reason === 'InternalError' && !json.message?.includes('invalid upgrade response')
      // An answer to HEAD tells nothing: what is not there behind a proxy is 503.
      const untold = method === 'HEAD' ? status === 500 : json?.message === undefined
      if (status >= 500 && (ours || untold)) faults.push(`${status} ${method} ${target} ${JSON.stringify(headers)}`)
    }
    expect(faults.slice(0, 10), `seed ${seed}`).toEqual([])
    expect([...seen]).toEqual(expect.arrayContaining([200, 400, 404, 405, 406, 415, 422]))
  })

  test.each([
    'GET / HTTP/1.1\r\n\r\n\r\n',
    'nonsense\r\n\r\n',
    `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    'POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{',
    'POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'GET /api/v1/namespaces/default/pods/web/exec HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    'GET * HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
  ])('that are hardly HTTP do no harm: %#', async (bytes) => {
    const { hostname, port } = new URL(server.address)
    const socket = connect(Number(port), hostname)
    await new Promise<void>((resolve) => {
      socket.on('error', () => resolve())
      socket.on('close', () => resolve())
      socket.end(bytes)
      socket.resume()
    })
    expect((await server.call('GET', '/livez')).text).toBe('ok')
  })
})
