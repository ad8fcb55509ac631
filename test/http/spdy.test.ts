import { connect, type Socket } from 'node:net'
import { constants, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headerDictionary } from '../../src/http/spdy-dictionary.js'
import { type House, openHouse, token } from './house.js'

let house: House
beforeAll(async () => {
  house = await openHouse()
  await house.cluster.run(['run', 'p', '--image=nginx'])
})
afterAll(() => house.close())

function dial(path: string, protocol = 'v4.channel.k8s.io'): Socket {
  const { hostname, port } = new URL(house.server.address)
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

/** The first of a connection: later ones would go on with its compressor's state. */
function openStream(id: number, type: string): Buffer {
  const lengthOf = (text: string) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    return length
  }
  const one = Buffer.alloc(4)
  one.writeUInt32BE(1)
  const block = Buffer.concat([
    one,
    lengthOf('streamtype'),
    Buffer.from('streamtype'),
    lengthOf(type),
    Buffer.from(type),
  ])
  const packed = deflateSync(block, { dictionary: headerDictionary, finishFlush: constants.Z_SYNC_FLUSH })
  const head = Buffer.alloc(18)
  head.writeUInt16BE(0x8003)
  head.writeUInt16BE(1, 2)
  head.writeUInt32BE(10 + packed.length, 4)
  head.writeUInt32BE(id, 8)
  return Buffer.concat([head, packed])
}

describe('a terminal over SPDY', () => {
  test('tells how its command went', async () => {
    const socket = dial('p/exec?command=true')
    const received = all(socket)
    socket.write(openStream(1, 'error'))
    const text = (await received).toString('latin1')
    expect(text).toContain('HTTP/1.1 101 Switching Protocols')
    expect(text).toContain('{"metadata":{},"status":"Success"}')
  })

  test('is refused in another version', async () => {
    const text = (await all(dial('p/exec?command=true', 'channel.k8s.io'))).toString('latin1')
    expect(text).toContain('HTTP/1.1 400')
  })

  test.each([
    ['nonsense', Buffer.from('x'.repeat(1000))],
    ['a frame that is too long', Buffer.from([0x80, 3, 0, 1, 0, 0xff, 0xff, 0xff])],
    ['headers that do not unpack', Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 14, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])],
    ['a frame that is too short', Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 2, 0, 0])],
  ])('survives %s', async (_what, bytes) => {
    const socket = dial('p/exec?command=true')
    const closed = all(socket)
    socket.write(bytes)
    socket.end()
    await closed
    expect((await house.call('GET', '/livez')).text).toBe('ok')
  })
})
