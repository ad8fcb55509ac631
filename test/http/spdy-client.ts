/** A small client of SPDY/3.1, as kubectl's library is one: it opens streams and keeps what comes on them. */
import { connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { constants, createDeflate, type Deflate } from 'node:zlib'
import { headerDictionary } from '../../src/http/streams/spdy-dictionary.js'

export interface ClientStream {
  readonly id: number
  /** What has come so far. */
  readonly received: () => string
  /** Resolves when the server has ended or reset it. */
  readonly ended: Promise<'end' | 'reset'>
  send(text: string | Buffer): void
  /** Half a close: nothing more is sent. */
  end(): void
  reset(): void
}

export class SpdyClient {
  private readonly deflate: Deflate = createDeflate({ dictionary: headerDictionary })
  private readonly streams = new Map<number, { pieces: Buffer[]; over: (how: 'end' | 'reset') => void }>()
  private opening: Promise<unknown> = Promise.resolve()
  private received: Buffer = Buffer.alloc(0)
  private nextId = 1
  readonly closed: Promise<void>

  constructor(readonly socket: Duplex) {
    socket.on('data', (bytes: Buffer) => this.take(bytes))
    socket.on('error', () => {})
    socket.resume()
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()))
  }

  async open(headers: Readonly<Record<string, string>>): Promise<ClientStream> {
    const id = this.nextId
    this.nextId += 2
    const pieces: Buffer[] = []
    let over: (how: 'end' | 'reset') => void = () => {}
    const ended = new Promise<'end' | 'reset'>((resolve) => {
      over = resolve
    })
    this.streams.set(id, { pieces, over })
    // Blocks go out in the order in which they were packed.
    this.opening = this.opening.then(() => this.sendHeaders(id, headers))
    await this.opening
    return {
      id,
      received: () => Buffer.concat(pieces).toString('latin1'),
      ended,
      send: (text) => this.data(id, 0, Buffer.from(text)),
      end: () => this.data(id, 1, Buffer.alloc(0)),
      reset: () => this.control(3, Buffer.concat([uint32(id), uint32(5)])),
    }
  }

  ping(): void {
    this.control(6, uint32(1))
  }

  private async sendHeaders(id: number, headers: Readonly<Record<string, string>>): Promise<void> {
    const entries = Object.entries(headers)
    const texts = entries.flat().map((text) => [uint32(text.length), Buffer.from(text)])
    const block = Buffer.concat([uint32(entries.length), ...texts.flat()])
    const packed = await new Promise<Buffer>((resolve) => {
      const pieces: Buffer[] = []
      const collect = (piece: Buffer) => pieces.push(piece)
      this.deflate.on('data', collect)
      this.deflate.write(block, () =>
        this.deflate.flush(constants.Z_SYNC_FLUSH, () => {
          this.deflate.off('data', collect)
          resolve(Buffer.concat(pieces))
        }),
      )
    })
    this.control(1, Buffer.concat([uint32(id), Buffer.alloc(6), packed]))
  }

  private control(type: number, body: Buffer): void {
    this.socket.write(Buffer.concat([Buffer.from([0x80, 3, 0, type]), uint32(body.length), body]))
  }

  private data(id: number, flags: number, body: Buffer): void {
    this.socket.write(Buffer.concat([uint32(id), uint32(flags * 0x1000000 + body.length), body]))
  }

  private take(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes])
    while (this.received.length >= 8) {
      const length = 8 + this.received.readUIntBE(5, 3)
      if (this.received.length < length) return
      const frame = this.received.subarray(0, length)
      this.received = this.received.subarray(length)
      const control = frame[0]! >= 0x80
      if (control && frame.readUInt16BE(2) === 3) this.streams.get(frame.readUInt32BE(8))?.over('reset')
      if (control) continue
      const stream = this.streams.get(frame.readUInt32BE(0))
      stream?.pieces.push(frame.subarray(8))
      if (frame[4] === 1) stream?.over('end')
    }
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Asks for an upgrade; resolves to the socket after the answer's head, and to the head. */
export function upgraded(
  address: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
): Promise<{ socket: Socket; head: string }> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  const lines = Object.entries({ Host: hostname, Connection: 'Upgrade', ...headers }).map((pair) => pair.join(': '))
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (bytes: Buffer) => {
      text += bytes.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', read)
      socket.pause()
      const rest = text.slice(end + 4)
      if (rest !== '') socket.unshift(Buffer.from(rest, 'latin1'))
      resolve({ socket, head: text.slice(0, end) })
    }
    socket.on('data', read)
    socket.on('error', reject)
  })
}

/** What is written goes out in binary messages of a WebSocket (RFC 6455), and comes in by them. */
export function inMessages(socket: Socket): Duplex {
  let received: Buffer = Buffer.alloc(0)
  const duplex = new Duplex({
    read: () => {},
    write(chunk: Buffer, _encoding, done) {
      // Masked with zeros, which changes nothing.
      const head = Buffer.from([0x82, 0xfe, Math.floor(chunk.length / 256), chunk.length % 256, 0, 0, 0, 0])
      socket.write(Buffer.concat([head, chunk]), () => done())
    },
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  socket.on('close', () => duplex.destroy())
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes])
    for (;;) {
      const short = received.length < 2 ? 0 : received[1]!
      const head = short === 126 ? 4 : 2
      const length = short === 126 && received.length >= 4 ? received.readUInt16BE(2) : short
      if (received.length < 2 || received.length < head + length) return
      if ((received[0]! & 0x0f) === 2) duplex.push(received.subarray(head, head + length))
      received = received.subarray(head + length)
    }
  })
  socket.resume()
  return duplex
}
