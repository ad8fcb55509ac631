import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Handler } from '../../src/api/contract/request.js'
import {
  connectionOptions,
  guardConnections,
  type Limits,
  usualLimits,
  watchTimes,
} from '../../src/http/exchange/connections.js'
import { type Server, startServer } from '../../src/http/index.js'
import { Cluster } from '../../src/index.js'
import { yieldToEventLoop } from '../../src/simulation/clock.js'
import { createRandom } from '../../src/simulation/random.js'

let cluster: Awaited<ReturnType<typeof Cluster.open>>
/** Watches that go on. */
let watches = 0
const servers: Server[] = []
beforeAll(async () => {
  cluster = await Cluster.open({ create: { clock: 'virtual', seed: 'limits' } })
  const resource = (await cluster.client.resources()).find(({ plural }) => plural === 'configmaps')!
  for (let count = 0; count < 30; count++) {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `large-${count}` } }
    await cluster.client.create(resource, 'default', { ...object, data: { text: 'x'.repeat(900_000) } })
  }
})
afterAll(async () => {
  for (const server of servers) await server.close()
  await cluster.close()
})

async function* counted<T>(events: AsyncIterable<T>): AsyncGenerator<T> {
  watches++
  try {
    yield* events
  } finally {
    watches--
  }
}

async function serve(limits: Partial<Limits> = {}): Promise<(bytes: string) => Promise<Client>> {
  const send: Handler = async (request) => {
    const answer = await cluster.send(request)
    return 'events' in answer ? { events: counted(answer.events) } : answer
  }
  const served = Object.assign(Object.create(cluster) as typeof cluster, { send })
  const server = await startServer({ cluster: served, token: 'secret', jumpDelay: 5, limits })
  servers.push(server)
  return (bytes) => open(server.address, bytes)
}

interface Client {
  readonly socket: Socket
  /** All that has come so far. */
  text(): string
  /** All that came until the server closed the connection. */
  readonly ended: Promise<string>
}

async function open(address: string, bytes: string): Promise<Client> {
  const { hostname, port } = new URL(address)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  let text = ''
  socket.setEncoding('latin1').on('data', (more) => {
    text += more
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(bytes)
  const ended = new Promise<string>((resolve) => {
    const end = () => {
      socket.destroy()
      resolve(text)
    }
    socket.on('end', end).on('close', end)
  })
  return { socket, text: () => text, ended }
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const configMaps = '/api/v1/namespaces/default/configmaps'
const post = (head: string) => `POST ${configMaps} HTTP/1.1\r\nHost: localhost\r\n${head}\r\n\r\n`

describe('a client that drips', () => {
  test.each([
    ['a head', 'GET /livez HTTP/1.1\r\nX: ', 'x'],
    ['a body', post('Content-Length: 1000000'), ' '],
    ['pieces of a body', post('Transfer-Encoding: chunked'), '1\r\n \r\n'],
    ['nothing at all', '', ''],
  ])('%s is let go', async (_, bytes, drop) => {
    const client = await (await serve({ head: 40, request: 60 }))(bytes)
    const dripping = setInterval(() => drop !== '' && client.socket.writable && client.socket.write(drop), 5)
    await client.ended
    clearInterval(dripping)
    expect(client.text()).not.toContain(' 201 ')
  })
})

describe('a connection', () => {
  test.each([
    ['is closed when it has been idle for too long', '', 1],
    ['is not taken for idle when the server was too busy to see its request', get('/second'), 2],
  ])('%s', async (_, next, answers) => {
    const server = createServer(connectionOptions(usualLimits), async (_request, response) => {
      for (let turn = 0; turn < 3; turn++) await yieldToEventLoop()
      response.end('ok')
    })
    guardConnections(server)
    const connected = once(server, 'connection')
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const client = await open(`http://127.0.0.1:${port}`, get('/first'))
    const [socket] = await connected
    const timeIsOver = (more: string) =>
      setTimeout(() => {
        // It lies in the operating system's hands before the server has looked.
        client.socket.write(more)
        server.emit('timeout', socket)
      })
    client.socket.once('data', () => {
      timeIsOver(next)
      if (next !== '') client.socket.once('data', () => timeIsOver(''))
    })
    expect((await client.ended).match(/ok$|ok(?=HTTP)/g)).toHaveLength(answers)
    server.close()
  })

  test('whose client says that it asks nothing more is answered all the same', async () => {
    const client = await (await serve())(get(`${configMaps}/kube-root-ca.crt`))
    client.socket.end()
    expect(await client.ended).toContain('BEGIN CERTIFICATE')
  })

  test.runIf(process.platform === 'linux')('is asked by the operating system whether it lives', async () => {
    const client = await (await serve())(get('/livez'))
    await vi.waitFor(() => expect(client.text()).toMatch(/ok$/), { interval: 1 })
    const port = (number: number) => number.toString(16).toUpperCase().padStart(4, '0')
    const { localPort = 0, remotePort = 0 } = client.socket
    const own = new RegExp(` \\w+:${port(remotePort)} \\w+:${port(localPort)} 01 \\w+:\\w+ (\\w+):`)
    // The timer that is set: 02 is that of the keep-alive (proc_net_tcp).
    expect(own.exec(readFileSync('/proc/net/tcp', 'utf8'))?.[1]).toBe('02')
    client.socket.destroy()
  })
})

describe('a watch', () => {
  test('whose client says that it asks nothing more ends', async () => {
    const client = await (await serve())(get(`${configMaps}?watch=true`))
    await vi.waitFor(() => expect(watches).toBe(1))
    client.socket.end()
    await client.ended
    await vi.waitFor(() => expect(watches).toBe(0))
  })

  test('without an end of its own ends some time', async () => {
    const client = await (await serve({ watch: 30 }))(get(`${configMaps}?watch=true&resourceVersion=1000000`))
    await vi.waitFor(() => expect(client.text()).toContain('0\r\n\r\n'))
    expect(watches).toBe(0)
    client.socket.destroy()
  })

  test('lasts as long as the seed says, between the limit and its double', () => {
    const times = (seed: string) => {
      const next = watchTimes({ watch: 1000 } as Limits, createRandom(seed)('watches'))
      return Array.from({ length: 100 }, next)
    }
    expect(times('a')).toEqual(times('a'))
    expect(times('a')).not.toEqual(times('b'))
    expect(Math.min(...times('a'))).toBeGreaterThanOrEqual(1000)
    expect(Math.max(...times('a'))).toBeLessThan(2000)
  })
})

describe('a long list', () => {
  const list = get(configMaps)

  test('is not kept for a client that does not read it', async () => {
    const client = await (await serve({ standstill: 30 }))(list)
    client.socket.pause()
    // Who reads nothing learns from what he writes that he is not listened to any more.
    const asking = setInterval(() => client.socket.writable && client.socket.write('\r\n'), 5)
    await client.ended
    clearInterval(asking)
    expect(client.text().endsWith('0\r\n\r\n')).toBe(false)
  })

  test('is not kept for ever for a client that reads it a little at a time', async () => {
    const client = await (await serve({ answer: 60 }))(list)
    client.socket.on('data', () => {
      client.socket.pause()
      setTimeout(() => client.socket.resume(), 5)
    })
    expect((await client.ended).endsWith('0\r\n\r\n')).toBe(false)
  })
})

describe('a request that is too large', () => {
  test('in its head is refused', async () => {
    const client = await (await serve())(`GET /livez HTTP/1.1\r\nX: ${'x'.repeat(1024 * 1024)}\r\n\r\n`)
    expect(await client.ended).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
  })

  test.each([
    ['Content-Length: 4000000', '', ''],
    ['Transfer-Encoding: chunked', `${(4_000_000).toString(16)}\r\n`, '\r\n0\r\n\r\n'],
  ])('in its body is refused, and the client hears of it: %s', async (head, before, after) => {
    const client = await (await serve())(post(`Content-Type: application/json\r\n${head}`) + before)
    client.socket.write('x'.repeat(4_000_000) + after)
    await vi.waitFor(() => expect(client.text()).toMatch(/\}\n$/))
    client.socket.destroy()
    const answer = client.text()
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({
      message: 'Request entity too large: limit is 3145728',
      reason: 'RequestEntityTooLarge',
      code: 413,
    })
  })

  test('in what it says of its body is refused, before all of that has come', async () => {
    const client = await (await serve())(post('Content-Type: application/json\r\nContent-Length: 20000000'))
    client.socket.write('x'.repeat(100_000))
    await vi.waitFor(() => expect(client.text()).toMatch(/\}\n$/))
    client.socket.destroy()
    expect(client.text()).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('or is none at all is refused', async () => {
    const client = await (await serve())('nonsense\r\n\r\n')
    expect(await client.ended).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\r\n\r\n400 Bad Request$/)
  })

  test('or has a method of its own is told that there is none', async () => {
    const client = await (await serve())('FOO /api/v1/pods HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const [head, body] = (await client.ended).split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/)
    expect(JSON.parse(body!)).toMatchObject({ kind: 'Status', reason: 'MethodNotAllowed', code: 405 })
  })
})
