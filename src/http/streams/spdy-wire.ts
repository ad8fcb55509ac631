import { once } from 'node:events'
import { badRequest } from '../../api/contract/status-errors.js'
import { bytesOf } from '../../model/values/byte-text.js'
import type { Connection } from './connection.js'
import { drained, Input } from './flow.js'
import { SpdyConnection, type SpdyStream } from './spdy.js'
import type { Wire } from './wire.js'

const protocol = 'v4.channel.k8s.io'

/** The streams of a terminal as those of a SPDY connection, which the client opens one by one. */
export async function spdyWire(connection: Connection, wanted: readonly string[]): Promise<Wire> {
  const { request, socket, head } = connection
  const offered = String(request.headers['x-stream-protocol-version'] ?? '').split(/, */)
  if (!offered.includes(protocol)) throw badRequest(`unable to upgrade: only ${protocol} is spoken here`)
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n' +
      `X-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  )
  const { spdy, streams } = await opened(connection, head, wanted)
  const input = new Input(spdy)
  const stdin = streams.get('stdin')
  if (stdin !== undefined) {
    stdin.onData = (bytes) => input.add(bytes)
    stdin.onEnd = () => input.end()
  }
  socket.on('close', () => input.end())
  return {
    stdin: stdin === undefined ? undefined : input,
    tellsStatus: true,
    send: (to, text) => streams.get(to)?.write(bytesOf(text)),
    drained: () => drained(socket),
    async close() {
      for (const stream of streams.values()) stream.end()
      socket.end()
      if (!socket.destroyed) await once(socket, 'close')
    },
  }
}

interface Opened {
  readonly spdy: SpdyConnection
  readonly streams: ReadonlyMap<string, SpdyStream>
}

/** Waits until the client has opened all that it asked for in its request. */
function opened({ socket }: Connection, head: Buffer, wanted: readonly string[]): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const streams = new Map<string, SpdyStream>()
    const spdy = new SpdyConnection(socket, (stream) => {
      streams.set(stream.headers.streamtype ?? '', stream)
      if (wanted.every((name) => streams.has(name))) resolve({ spdy, streams })
    })
    socket.on('close', () => reject(new Error('the client has gone')))
    if (head.length > 0) spdy.receive(head)
  })
}
