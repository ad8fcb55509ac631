/** What web pages of elsewhere can do: through `proxy` and an open `serve` nothing, through a closed one nothing without a token. */
import { request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { administrator } from '../../src/api/contract/user.js'
import { fromElsewhere } from '../../src/http/exchange/web-pages.js'
import { clusterBehind, type Proxy as LocalProxy, startProxy } from '../../src/http/local-proxy/server.js'
import { matchesRegexp } from '../../src/model/go/regexp.js'
import { fuzzing } from '../fuzz/fuzzing.js'
import { type SecureServer, startSecureServer, startTestServer, type TestServer, token } from './test-server.js'

let server: TestServer
let secure: SecureServer
let proxy: LocalProxy
let unfiltered: LocalProxy
beforeAll(async () => {
  server = await startTestServer()
  secure = await startSecureServer()
  await server.cluster.run(['run', 'p', '--image=nginx'])
  await server.cluster.run(['expose', 'pod/p', '--port=80'])
  const matching = (source: string) => (text: string) => matchesRegexp(source, text)
  const filter = {
    acceptPaths: [matching('^.*')],
    rejectPaths: [],
    acceptHosts: [matching('^localhost$'), matching('^127\\.0\\.0\\.1$'), matching('^\\[::1\\]$')],
    rejectMethods: [matching('^$')],
  }
  const listen = { address: '127.0.0.1', port: 0 }
  const behind = clusterBehind(server.cluster, administrator)
  proxy = await startProxy({
    behind,
    listen,
    prefix: '/',
    filter,
    files: { prefix: '/static/', directory: import.meta.dirname },
  })
  unfiltered = await startProxy({ behind, listen, prefix: '/' })
})
afterAll(async () => {
  await proxy.close()
  await unfiltered.close()
  await server.close()
  await secure.close()
})

type Headers = Readonly<Record<string, string>>

const configMaps = '/api/v1/namespaces/default/configmaps'
let made = 0
const body = () => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${made++}` } })

/** How a request is answered; `HOST` in headers stands for the host and port that are asked. */
function send(host: string, method: string, path: string, headers: Headers, text?: string): Promise<number> {
  const [hostname, port] = host.split(':')
  const own = Object.entries({
    ...(text === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(text)) }),
    ...headers,
  })
  return new Promise((resolve, reject) => {
    request(
      {
        hostname,
        port,
        method,
        path,
        headers: Object.fromEntries(own.map(([name, value]) => [name, value.replace('HOST', host)])),
      },
      (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      },
    )
      .on('error', reject)
      .end(text)
  })
}

/** The code of a refused upgrade, or 101. */
function open(host: string, path: string, headers: Headers, protocols: string[] = [], scheme = 'ws'): Promise<number> {
  const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('HOST', host)]))
  const socket = new WebSocket(`${scheme}://${host}${path}`, protocols, { headers: filled, rejectUnauthorized: false })
  return new Promise((resolve) => {
    socket.on('error', () => resolve(0))
    socket.on('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
  })
}

const json = { 'Content-Type': 'application/json' }
const pages: Readonly<Record<string, Headers>> = {
  'another site': { Origin: 'http://evil.example' },
  'another site, over HTTPS': { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
  'another site, told by its site alone': { 'Sec-Fetch-Site': 'cross-site' },
  'another port of this machine': { Origin: 'http://localhost:3000', 'Sec-Fetch-Site': 'same-site' },
  'a file, or a frame in a sandbox': { Origin: 'null' },
  'an extension': { Origin: 'chrome-extension://abcdef' },
  'two origins': { Origin: 'http://HOST, http://evil.example' },
  'a host that begins as this one': { Origin: 'http://HOST.evil.example' },
  'a host with a user that is called as this one': { Origin: 'http://HOST@evil.example' },
}
const ours: Readonly<Record<string, Headers>> = {
  'no page': {},
  'a page from here': { Origin: 'http://HOST', 'Sec-Fetch-Site': 'same-origin' },
  'an address that somebody has typed': { 'Sec-Fetch-Site': 'none' },
}
const doors = { proxy: () => proxy.address, 'an open server': () => server.address.slice('http://'.length) }
const each = Object.entries(doors).flatMap(([name, at]) =>
  Object.entries(pages).map(([page, headers]) => [name, page, at, headers] as const),
)
const eachOurs = Object.entries(doors).flatMap(([name, at]) =>
  Object.entries(ours).map(([page, headers]) => [name, page, at, headers] as const),
)
const exec = '/api/v1/namespaces/default/pods/p/exec?command=ls&stdout=1'
const watch = '/api/v1/namespaces/default/secrets?watch=1'

describe('from elsewhere', () => {
  test.each(each)('%s does nothing for %s', async (_name, _page, at, headers) => {
    expect(await send(at(), 'POST', configMaps, { ...json, ...headers }, body())).toBe(403)
    expect(await send(at(), 'POST', configMaps, headers, body())).toBe(403)
    expect(await send(at(), 'POST', configMaps, { 'Content-Type': 'text/plain', ...headers }, body())).toBe(403)
    expect(await send(at(), 'DELETE', `${configMaps}/kube-root-ca.crt`, headers)).toBe(403)
    expect(await send(at(), 'GET', '/api/v1/secrets', headers)).toBe(403)
    expect(await open(at(), exec, headers, ['v4.channel.k8s.io'])).toBe(403)
    expect(await open(at(), watch, headers)).toBe(403)
  })

  test.each(Object.entries(pages))('no files are served to %s', async (_page, headers) => {
    expect(await send(proxy.address, 'GET', '/static/web-pages.test.ts', headers)).toBe(403)
    expect(await send(proxy.address, 'GET', '/static/web-pages.test.ts', {})).toBe(200)
  })

  test('a name that leads here is foreign', async () => {
    const headers = { Host: 'evil.example', Origin: 'http://evil.example', 'Sec-Fetch-Site': 'same-origin' }
    for (const at of Object.values(doors)) {
      expect(await send(at(), 'POST', configMaps, { ...json, ...headers }, body())).toBe(403)
      expect(await send(at(), 'GET', '/api/v1/secrets', { Host: headers.Host })).toBe(403)
      expect(await open(at(), exec, headers, ['v4.channel.k8s.io'])).toBe(403)
    }
  })
})

describe('from here', () => {
  test.each(eachOurs)('%s works for %s', async (_name, _page, at, headers) => {
    expect(await send(at(), 'POST', configMaps, { ...json, ...headers }, body())).toBe(201)
    expect(await send(at(), 'GET', '/api/v1/secrets', headers)).toBe(200)
    expect(await open(at(), exec, headers, ['v4.channel.k8s.io'])).toBe(101)
  })

  test.each(Object.entries(doors))('%s makes no object that says not what it is written in', async (_name, at) => {
    expect(await send(at(), 'POST', configMaps, {}, body())).toBe(415)
    expect(await send(at(), 'POST', '/api/v1/namespaces/default/services/p/proxy/', {}, 'x')).not.toBe(415)
    expect(await send(at(), 'POST', '/api/v1/namespaces/default/pods/p/exec?command=ls', {})).toBe(400)
  })

  test('who has shown a token need not say it, as with an API server', async () => {
    const at = doors['an open server']()
    expect(await send(at, 'POST', configMaps, { Authorization: `Bearer ${token}` }, body())).toBe(201)
  })
})

test('a proxy whose filter is disabled lets everything through', async () => {
  expect(await send(unfiltered.address, 'POST', configMaps, { ...json, Origin: 'http://evil.example' }, body())).toBe(
    201,
  )
})

describe('a token', () => {
  test.each(Object.entries(pages))('is enough, also for %s', async (_page, headers) => {
    const at = doors['an open server']()
    const shown = { Authorization: `Bearer ${token}` }
    expect(await send(at, 'POST', configMaps, { ...json, ...headers, ...shown }, body())).toBe(201)
    expect(await open(at, exec, { ...headers, ...shown }, ['v4.channel.k8s.io'])).toBe(101)
  })

  test('without it nobody changes or streams anything, though roles may allow it to nobody', async () => {
    await secure.cluster.run([
      'create',
      'clusterrolebinding',
      'all',
      '--clusterrole=cluster-admin',
      '--user=system:anonymous',
    ])
    const at = secure.address.slice('https://'.length)
    expect(await open(at, watch, { Origin: 'https://HOST' }, [], 'wss')).toBe(101)
    expect(await open(at, watch, { Origin: 'http://evil.example' }, [], 'wss')).toBe(403)
    await secure.cluster.run(['delete', 'clusterrolebinding', 'all'])
  })

  const protocol = (shown: string) =>
    `base64url.bearer.authorization.k8s.io.${Buffer.from(shown).toString('base64url')}`
  // apiserver `authentication/request/websocket/protocol_test.go`
  test.each<[what: string, protocols: string[], code: number]>([
    ['none', ['v4.channel.k8s.io'], 403],
    ['one, and another protocol', [protocol(token), 'v4.channel.k8s.io'], 101],
    ['one behind the other protocol', ['v4.channel.k8s.io', protocol(token)], 101],
    ['one alone', [protocol(token)], 401],
    ['one that is not believed', [protocol('wrong'), 'v4.channel.k8s.io'], 401],
    ['two', [protocol(token), protocol(`${token}x`), 'v4.channel.k8s.io'], 401],
    ['one that is no base64', ['base64url.bearer.authorization.k8s.io.!', 'v4.channel.k8s.io'], 401],
    ['one that is no UTF-8', ['base64url.bearer.authorization.k8s.io._w', 'v4.channel.k8s.io'], 401],
    ['an empty one', ['base64url.bearer.authorization.k8s.io.', 'v4.channel.k8s.io'], 403],
    ['one beside a protocol that nobody speaks', [protocol(token), 'v99'], 403],
  ])('as a protocol of a WebSocket: %s', async (_, protocols, code) => {
    await secure.cluster.run(['run', 'p', '--image=nginx'])
    const at = secure.address.slice('https://'.length)
    expect(await open(at, exec, { Origin: 'https://dashboard.example' }, protocols, 'wss')).toBe(code)
  })

  test('is not among the protocols that are agreed on', async () => {
    const protocols = [protocol(token), 'v4.channel.k8s.io']
    const socket = new WebSocket(`${secure.address.replace('http', 'ws')}${exec}`, protocols, {
      rejectUnauthorized: false,
    })
    await new Promise((resolve) => socket.on('open', resolve))
    expect(socket.protocol).toBe('v4.channel.k8s.io')
    socket.terminate()
  })
})

test('no origin but the host itself is from here', () => {
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.constantFrom('localhost', '[::1]'))
  const at = fc.tuple(host, fc.integer({ min: 1, max: 65_535 })).map((parts) => parts.join(':'))
  fc.assert(
    fc.property(at, at, fc.string(), (own, other, junk) => {
      expect(fromElsewhere({ host: own, origin: `http://${own}` })).toBe(false)
      expect(fromElsewhere({ host: own, origin: `http://${other}` })).toBe(own !== other)
      expect(fromElsewhere({ host: own, origin: junk })).toBe(true)
      expect(fromElsewhere({ host: junk, origin: `http://${own}` })).toBe(junk !== own)
      expect(fromElsewhere({ host: own, 'sec-fetch-site': junk })).toBe(junk !== 'none' && junk !== 'same-origin')
    }),
    fuzzing(300),
  )
})
