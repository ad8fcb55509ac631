import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SpdyClient, upgraded } from '../spdy-client.js'
import { startTestServer, type TestServer, token } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['run', 'p', '--image=nginx'])
})
afterAll(() => server.close())

function dial(path: string, protocol = 'v4.channel.k8s.io'): Socket {
  const { hostname, port } = new URL(server.address)
  const socket = connect(Number(port), hostname)
  socket.write(
    `POST /api/v1/namespaces/default/pods/${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n` +
      `Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  )
  return socket
}

function all(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => {})
  return new Promise((resolve) => socket.on('close', () => resolve(Buffer.concat(chunks))))
}

describe('a terminal over SPDY', () => {
  test('tells how its command went', async () => {
    const path = '/api/v1/namespaces/default/pods/p/exec?command=hostname&stdout=1'
    const headers = {
      Authorization: `Bearer ${token}`,
      Upgrade: 'SPDY/3.1',
      'X-Stream-Protocol-Version': 'v4.channel.k8s.io',
    }
    const { socket, head } = await upgraded(server.address, path, headers)
    expect(head).toContain('HTTP/1.1 101 Switching Protocols')
    const client = new SpdyClient(socket)
    const error = await client.open({ streamtype: 'error' })
    const output = await client.open({ streamtype: 'stdout' })
    await Promise.all([error.ended, output.ended])
    expect([output.received(), error.received()]).toEqual(['p\n', '{"metadata":{},"status":"Success"}'])
  })

  test('is refused when it is to have no stream', async () => {
    const text = (await all(dial('p/exec?command=true'))).toString('latin1')
    expect(text).toMatch(/^HTTP\/1.1 400[\s\S]*you must specify at least 1 of stdin, stdout, stderr/)
  })

  test('is refused in another version', async () => {
    const text = (await all(dial('p/exec?command=true&stdout=1', 'channel.k8s.io'))).toString('latin1')
    expect(text).toContain('HTTP/1.1 400')
  })

  test.each([
    ['nonsense', Buffer.from('x'.repeat(1000))],
    ['a frame that is too long', Buffer.from([0x80, 3, 0, 1, 0, 0xff, 0xff, 0xff])],
    ['headers that do not unpack', Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 14, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])],
    ['a frame that is too short', Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 2, 0, 0])],
  ])('survives %s', async (_what, bytes) => {
    const socket = dial('p/exec?command=true&stdout=1')
    const closed = all(socket)
    socket.write(bytes)
    socket.end()
    await closed
    expect((await server.call('GET', '/livez')).text).toBe('ok')
  })
})
