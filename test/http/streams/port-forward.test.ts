import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type ClientStream, inMessages, SpdyClient, upgraded } from '../spdy-client.js'
import { startTestServer, type TestServer, token } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['run', 'p', '--image=nginx'])
})
afterAll(() => server.close())

const pathOf = (pod: string) => `/api/v1/namespaces/default/pods/${pod}/portforward`
const spdy = { Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': 'portforward.k8s.io' }
const known = { Authorization: `Bearer ${token}` }

async function dial(pod = 'p'): Promise<SpdyClient> {
  const { socket, head } = await upgraded(server.address, pathOf(pod), { ...known, ...spdy })
  expect(head).toMatch(/^HTTP\/1.1 101 [\s\S]*X-Stream-Protocol-Version: portforward\.k8s\.io/)
  return new SpdyClient(socket)
}

/** The same bytes, as newer clients send them. */
async function tunnel(): Promise<SpdyClient> {
  const protocol = 'SPDY/3.1+portforward.k8s.io'
  const { socket, head } = await upgraded(
    server.address,
    pathOf('p'),
    {
      ...known,
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
      'Sec-WebSocket-Protocol': protocol,
    },
    'GET',
  )
  expect(head).toContain(`Sec-WebSocket-Protocol: ${protocol}`)
  return new SpdyClient(inMessages(socket))
}

async function open(
  client: SpdyClient,
  request: number,
  port = 80,
): Promise<{ data: ClientStream; error: ClientStream }> {
  const headers = { port: String(port), requestid: String(request) }
  const error = await client.open({ ...headers, streamtype: 'error' })
  error.end()
  return { data: await client.open({ ...headers, streamtype: 'data' }), error }
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`

describe('a forwarded port', () => {
  test('is answered by the program that listens there, which logs it', async () => {
    const client = await dial()
    const { data, error } = await open(client, 0)
    data.send(get('/', 'User-Agent: test/1\r\nConnection: close\r\n'))
    expect(await data.ended).toBe('end')
    expect(data.received()).toMatch(
      /^HTTP\/1\.1 200 OK\r\nServer: nginx\/[\s\S]*Connection: close[\s\S]*<h1>Welcome to nginx!/,
    )
    await error.ended
    expect(error.received()).toBe('')
    client.socket.destroy()
    const { stdout } = await server.cluster.run(['logs', 'p', '--tail=1'])
    expect(stdout).toMatch(/^127\.0\.0\.1 - - \[.*\] "GET \/ HTTP\/1\.1" 200 615 "-" "test\/1" "-"\n$/)
  })

  test('says on the error stream what the kubelet says of a port where nothing listens', async () => {
    const client = await dial()
    const { data, error } = await open(client, 0, 81)
    data.send('x')
    expect(await error.ended).toBe('end')
    const id = /pod ([0-9a-f]{64}), uid : /.exec(error.received())?.[1] ?? ''
    expect(error.received().replaceAll(id, 'ID')).toMatch(
      /^error forwarding port 81 to pod ID, uid : failed to execute portforward in network namespace "\/var\/run\/netns\/cni-[0-9a-f-]{36}": failed to connect to localhost:81 inside namespace "ID", IPv4: dial tcp4 127\.0\.0\.1:81: connect: connection refused IPv6 dial tcp6 \[::1\]:81: connect: connection refused $/,
    )
    expect([await data.ended, data.received()]).toEqual(['end', ''])
    client.socket.destroy()
  })

  test('keeps a connection, takes requests one behind the other, in any pieces', async () => {
    const client = await dial()
    const { data } = await open(client, 0)
    for (const letter of get('/')) data.send(letter)
    data.send(`${get('/nothing')}HEAD / HTTP/1.1\r\n\r\n`)
    data.send(
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nT: t\r\n\r\n',
    )
    data.send('GET / HTTP/1.0\r\n\r\n')
    expect(await data.ended).toBe('end')
    expect([...data.received().matchAll(/^HTTP\/1.1 .*(?=\r)/gm)].map(([line]) => line)).toEqual([
      'HTTP/1.1 200 OK',
      'HTTP/1.1 404 Not Found',
      'HTTP/1.1 200 OK',
      'HTTP/1.1 100 Continue',
      'HTTP/1.1 405 Method Not Allowed',
      'HTTP/1.1 200 OK',
    ])
    client.socket.destroy()
  })

  test('answers what is no HTTP as the server does', async () => {
    const client = await dial()
    const { data } = await open(client, 0)
    data.send('hello\r\n')
    expect(await data.ended).toBe('end')
    expect(data.received()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nServer: nginx/)
    expect((await server.cluster.run(['logs', 'p', '--tail=1'])).stdout).toContain('"hello" 400')
    client.socket.destroy()
  })

  test('answers a client that has closed its half', async () => {
    const client = await dial()
    const { data } = await open(client, 0)
    data.send(get('/'))
    data.end()
    expect(await data.ended).toBe('end')
    expect(data.received()).toContain('Welcome to nginx!')
    client.socket.destroy()
  })

  test('serves many connections at once, and more one after the other than may be open together', async () => {
    const client = await dial()
    for (let round = 0; round < 6; round++) {
      const pairs = await Promise.all(Array.from({ length: 100 }, (_, each) => open(client, round * 100 + each)))
      for (const { data } of pairs) data.send(get('/', 'Connection: close\r\n'))
      expect(new Set(await Promise.all(pairs.map(({ data }) => data.ended)))).toEqual(new Set(['end']))
      for (const { data } of pairs) data.end()
      expect(pairs.every(({ data }) => data.received().includes('200 OK'))).toBe(true)
    }
    client.socket.destroy()
  })

  test('refuses streams that say too little, and goes on', async () => {
    const client = await dial()
    const wrong = await Promise.all([
      client.open({ streamtype: 'data', requestid: '1' }),
      client.open({ streamtype: 'data', port: '99999', requestid: '1' }),
      client.open({ streamtype: 'other', port: '80', requestid: '1' }),
    ])
    expect(await Promise.all(wrong.map(({ ended }) => ended))).toEqual(['reset', 'reset', 'reset'])
    const { data } = await open(client, 2)
    data.send(get('/', 'Connection: close\r\n'))
    expect(await data.ended).toBe('end')
    client.socket.destroy()
  })

  test('of a pod that has gone', async () => {
    await server.cluster.run(['run', 'short', '--image=nginx'])
    const client = await dial('short')
    await server.cluster.run(['delete', 'pod', 'short'])
    const { error } = await open(client, 0)
    await error.ended
    expect(error.received()).toMatch(/, uid : failed to find sandbox "[0-9a-f]{64}" in store: not found$/)
    client.socket.destroy()
  })

  test.each([
    ['nosuch', {}, /^HTTP\/1\.1 404/],
    ['p', { 'X-Stream-Protocol-Version': 'other' }, /^HTTP\/1\.1 403/],
    ['p', { Upgrade: 'h2c' }, /^HTTP\/1\.1 400/],
    ['p', { Authorization: 'Bearer wrong' }, /^HTTP\/1\.1 401/],
  ])('is refused: %s %j', async (pod, headers, status) => {
    const { socket, head } = await upgraded(server.address, pathOf(pod), { ...known, ...spdy, ...headers })
    expect(head).toMatch(status)
    socket.destroy()
  })
})

describe('a port forwarded through a WebSocket', () => {
  test('carries the same streams', async () => {
    const client = await tunnel()
    const { data } = await open(client, 0)
    data.send(get('/', 'Connection: close\r\n'))
    expect(await data.ended).toBe('end')
    expect(data.received()).toContain('Welcome to nginx!')
    client.socket.destroy()
    await client.closed
  })

  test('has channels in the older form, each begun with its port', async () => {
    const url = `${server.address.replace('http', 'ws')}${pathOf('p')}?ports=80&ports=81`
    const socket = new WebSocket(url, ['v4.channel.k8s.io'], { headers: known })
    const channels: Buffer[][] = [[], [], [], []]
    socket.on('message', (data: Buffer) => channels[data[0]!]?.push(data.subarray(1)))
    await once(socket, 'open')
    socket.send(Buffer.from(`\u0000${get('/', 'Connection: close\r\n')}`))
    await once(socket, 'close')
    const [first, firstError, second, secondError] = channels.map((pieces) => Buffer.concat(pieces))
    expect(first!.subarray(0, 2)).toEqual(Buffer.from([80, 0]))
    expect(first!.toString('latin1', 2)).toContain('Welcome to nginx!')
    expect(firstError).toEqual(Buffer.from([80, 0]))
    expect(second).toEqual(Buffer.from([81, 0]))
    expect(secondError!.toString('latin1', 2)).toContain('connection refused')
  })

  test.each([['?ports=0'], ['?ports=x'], ['']])('is refused without ports: %s', async (query) => {
    const url = `${server.address.replace('http', 'ws')}${pathOf('p')}${query}`
    const socket = new WebSocket(url, ['v4.channel.k8s.io'], { headers: known })
    socket.on('error', () => {})
    const [, response] = await once(socket, 'unexpected-response')
    expect(response.statusCode).toBe(400)
  })
})

describe('clients that behave badly', () => {
  /** Sockets that are open at either end. */
  const count = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

  test('leave nothing behind', async () => {
    await server.call('GET', '/livez')
    const before = count()
    const sockets: Socket[] = []
    for (let each = 0; each < 20; each++) {
      const { socket } = await upgraded(server.address, pathOf('p'), { ...known, ...spdy })
      sockets.push(socket)
      const client = new SpdyClient(socket)
      const { data } = await open(client, each)
      data.send(get('/').slice(0, each))
      if (each % 3 === 0) data.reset()
      if (each % 3 === 1) socket.write(Buffer.from([0x80, 3, 0, 99, 0, 0, 0, 0, 1, 2, 3]))
      client.ping()
    }
    for (const [at, socket] of sockets.entries()) at % 2 === 0 ? socket.destroy() : socket.end()
    await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')))
    while (count() > before) await server.call('GET', '/livez')
    expect((await server.call('GET', '/livez')).text).toBe('ok')
  })
})
