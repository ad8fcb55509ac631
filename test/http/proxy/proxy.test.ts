import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rewriteLink, rewritePage } from '../../../src/http/proxy/rewriting.js'
import { startTestServer, type TestServer, token } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  const run = (line: string) => server.cluster.run(line.split(' '))
  await run('run nginx --image=nginx')
  await run('run echo --image=bretfisher/httpenv --port=8888')
  await run('create deployment web --image=gcr.io/google-samples/kubernetes-bootcamp:v1 --replicas=3')
  await run('expose deployment web --port=80 --target-port=8080')
  await run('create service clusterip empty --tcp=80')
})
afterAll(() => server.close())

const namespace = '/api/v1/namespaces/default'
const get = (path: string, method = 'GET', body?: unknown) =>
  server.call(method, path, body === undefined ? {} : { body })
const run = async (line: string) => (await server.cluster.run(line.split(' '))).stdout

describe('proxied requests', () => {
  test('reach a pod with their method, query and body, and bring its answer back', async () => {
    const { status, text, headers } = await get(`${namespace}/pods/nginx:80/proxy/?a=b&c`)
    expect([status, headers.server, headers['content-type']]).toEqual([200, 'nginx/1.27.5', 'text/html'])
    expect(text).toContain('Welcome to nginx!')
    expect(await run('logs nginx --tail=1')).toContain('"GET /?a=b&c HTTP/1.1" 200 615')
    expect((await get(`${namespace}/pods/nginx:80/proxy/`, 'POST', 'x')).status).toBe(405)
    expect(await run('logs nginx --tail=1')).toMatch(
      /^192\.168\.49\.2 - - .*"POST \/ HTTP\/1\.1" 405 .* "127\.0\.0\.1"\n$/,
    )
    const head = await get(`${namespace}/pods/nginx:80/proxy/`, 'HEAD')
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '615'])
    expect((await get(`${namespace}/pods/nginx:80/proxy/no/such`)).status).toBe(404)
  })

  test('do not carry the pass of the client', async () => {
    const sending = request(`${server.address}${namespace}/pods/nginx:80/proxy/`, {
      headers: { Authorization: `Bearer ${token}`, Referer: 'http://here/' },
    }).end()
    const [response] = await once(sending, 'response')
    response.resume()
    expect(await run('logs nginx --tail=1')).toContain('"http://here/"')
    expect(JSON.stringify(await server.cluster.read((reader) => reader.list('sandboxes')))).not.toContain(token)
  })

  test('go to a declared port when none is named', async () => {
    expect(JSON.parse((await get(`${namespace}/pods/echo/proxy/`)).text).HOSTNAME).toBe('echo')
  })

  test('go to the endpoints of a service in turn', async () => {
    const answers: string[] = []
    for (let each = 0; each < 6; each++) answers.push((await get(`${namespace}/services/web:80/proxy/`)).text)
    expect(answers[0]).toMatch(/^Hello Kubernetes bootcamp! \| Running on: web-\S+ \| v=1\n$/)
    expect(new Set(answers.slice(0, 3)).size).toBe(3)
    expect(answers.slice(3)).toEqual(answers.slice(0, 3))
  })

  test('without a path are sent to the root of the proxy', async () => {
    const { status, headers } = await get(`${namespace}/services/web/proxy?x=y`)
    expect([status, headers.location]).toEqual([301, `${namespace}/services/web/proxy/?x=y`])
  })

  test.each([
    [
      'pods/nginx:81/proxy/',
      503,
      /^error trying to reach service: dial tcp 10\.244\.\d+\.\d+:81: connect: connection refused$/,
    ],
    [
      'pods/https:nginx:80/proxy/',
      503,
      'error trying to reach service: http: server gave HTTP response to HTTPS client',
    ],
    ['pods/nosuch/proxy/', 404, 'pods "nosuch" not found'],
    ['pods/ftp:nginx:80/proxy/', 400, 'invalid pod request "ftp:nginx:80"'],
    ['services/empty/proxy/', 503, 'no endpoints available for service "empty"'],
    ['services/web:http/proxy/', 503, 'no endpoints available for service "web:http"'],
    ['services/web:81/proxy/', 503, 'no service port 81 found for service "web"'],
    ['services/nosuch/proxy/', 404, 'endpoints "nosuch" not found'],
  ])('%s', async (path, status, message) => {
    const { status: got, json } = await get(`${namespace}/${path}`)
    expect(got).toBe(status)
    expect(json).toMatchObject({
      kind: 'Status',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
  })

  test("reach a node's kubelet", async () => {
    expect((await get('/api/v1/nodes/worker-1/proxy/healthz')).text).toBe('ok')
    const { json } = await get('/api/v1/nodes/control-plane:10250/proxy/pods')
    expect(json.items.map((pod: { metadata: { name: string } }) => pod.metadata.name)).toContain('etcd-control-plane')
    const node = (await server.cluster.run(['get', 'pod', 'nginx', '-o', 'jsonpath={.spec.nodeName}'])).stdout
    const logs = await get(`/api/v1/nodes/${node}/proxy/containerLogs/default/nginx/nginx?tailLines=1`)
    expect(logs.text).toBe(await run('logs nginx --tail=1'))
    expect((await get('/api/v1/nodes/worker-1/proxy/no')).status).toBe(404)
    expect((await get('/api/v1/nodes/nosuch/proxy/')).status).toBe(404)
  })

  test('of get --raw follow where they are sent', async () => {
    expect(await run(`get --raw ${namespace}/pods/nginx:80/proxy`)).toContain('Welcome to nginx!')
    const { stderr, exitCode } = await server.cluster.run(['get', '--raw', `${namespace}/pods/nginx:80/proxy/no`])
    expect([stderr, exitCode]).toEqual([
      'Error from server (NotFound): the server could not find the requested resource\n',
      1,
    ])
  })
})

describe('links of a proxied page', () => {
  const page = { prefix: '/p/proxy', hosts: ['10.0.0.1:80', 'localhost:8001'] }
  test.each([
    ['/a/b?c=d', '/p/proxy/a/b?c=d'],
    ['/', '/p/proxy/'],
    ['/p/proxy/a', '/p/proxy/a'],
    ['http://10.0.0.1:80/a', '/p/proxy/a'],
    ['http://localhost:8001/a', 'http://localhost:8001/p/proxy/a'],
    ['http://elsewhere/a', 'http://elsewhere/a'],
    ['a/b', 'a/b'],
    ['mailto:me', 'mailto:me'],
    ['#top', '#top'],
  ])('%s', (link, rewritten) => {
    expect(rewriteLink(link, page)).toBe(rewritten)
  })

  test('are found in tags alone', () => {
    const html = `<!-- <a href="/x"> --><A HREF='/x' class=y>/x</A><img src=/i.png><br/><script src="/s.js">"<a href='/x'>"</script><p title="a &amp; b">`
    expect(rewritePage(html, page)).toBe(
      `<!-- <a href="/x"> --><a href="/p/proxy/x" class="y">/x</A><img src="/p/proxy/i.png"><br/><script src="/p/proxy/s.js">"<a href='/x'>"</script><p title="a &amp; b">`,
    )
  })
})
