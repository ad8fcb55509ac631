import type { Socket } from 'node:net'
import type { Transform } from 'node:stream'
import { constants, createDeflate, createInflate } from 'node:zlib'
import { headerDictionary } from './spdy-dictionary.js'

/** One stream of a connection, opened by the client. */
export interface SpdyStream {
  readonly headers: Readonly<Record<string, string>>
  onData: (bytes: Buffer) => void
  onEnd: () => void
  write(bytes: Buffer): void
  end(): void
}

/** Types of control frames. */
const frames = { open: 1, reply: 2, reset: 3, ping: 6, goAway: 7 } as const
const finished = 1
/** No client of a terminal or a port sends more at once. */
const longestFrame = 1024 * 1024
const mostStreams = 1024

/**
 * The server's side of SPDY/3.1 (draft-mbelshe-httpbis-spdy-00), as kubectl speaks it over a connection that it had
 * upgraded: streams of bytes, each begun with headers. Windows are not kept, since kubectl's library keeps none.
 */
export class SpdyConnection {
  private readonly streams = new Map<number, SpdyStream>()
  private readonly inflate = createInflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH })
  private readonly deflate = createDeflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH })
  private received = Buffer.alloc(0)
  private handling = Promise.resolve()

  constructor(
    private readonly socket: Socket,
    private readonly onStream: (stream: SpdyStream) => void,
  ) {
    socket.on('data', (bytes: Buffer) => this.receive(bytes))
    socket.on('close', () => this.endAll())
    for (const each of [this.inflate, this.deflate]) each.on('error', () => socket.destroy())
  }

  receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes])
    while (this.received.length >= 8) {
      const length = 8 + this.received.readUIntBE(5, 3)
      if (length > longestFrame) return void this.socket.destroy()
      if (this.received.length < length) return
      const frame = this.received.subarray(0, length)
      this.received = this.received.subarray(length)
      this.handling = this.handling.then(() => this.handle(frame)).catch(() => void this.socket.destroy())
    }
  }

  private async handle(frame: Buffer): Promise<void> {
    const flags = frame[4]!
    const body = frame.subarray(8)
    if ((frame[0]! & 0x80) === 0) return this.data(frame.readUInt32BE(0), flags, body)
    const type = frame.readUInt16BE(2)
    if (type === frames.open) await this.opened(flags, body)
    else if (type === frames.ping) this.control(frames.ping, 0, body)
    else if (type === frames.reset) this.forget(idIn(body))
    else if (type === frames.goAway) this.socket.end()
  }

  private data(id: number, flags: number, body: Buffer): void {
    const stream = this.streams.get(id)
    if (body.length > 0) stream?.onData(body)
    if ((flags & finished) !== 0) stream?.onEnd()
  }

  private async opened(flags: number, body: Buffer): Promise<void> {
    if (this.streams.size >= mostStreams) return void this.socket.destroy()
    const id = idIn(body)
    const headers = headersIn(await through(this.inflate, body.subarray(10)))
    const stream: SpdyStream = {
      headers,
      onData: () => {},
      onEnd: () => {},
      write: (bytes) => this.write(id, 0, bytes),
      end: () => this.write(id, finished, Buffer.alloc(0)),
    }
    this.streams.set(id, stream)
    const reply = Buffer.alloc(4)
    reply.writeUInt32BE(id)
    // No headers of our own: a block of none.
    this.control(frames.reply, 0, Buffer.concat([reply, await through(this.deflate, Buffer.alloc(4))]))
    this.onStream(stream)
    if ((flags & finished) !== 0) stream.onEnd()
  }

  private forget(id: number): void {
    this.streams.get(id)?.onEnd()
    this.streams.delete(id)
  }

  private endAll(): void {
    for (const id of [...this.streams.keys()]) this.forget(id)
    this.inflate.close()
    this.deflate.close()
  }

  private write(id: number, flags: number, bytes: Buffer): void {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(id)
    head.writeUInt32BE(flags * 0x1000000 + bytes.length, 4)
    if (!this.socket.destroyed) this.socket.write(Buffer.concat([head, bytes]))
  }

  private control(type: number, flags: number, body: Buffer): void {
    const head = Buffer.alloc(8)
    head.writeUInt16BE(0x8003)
    head.writeUInt16BE(type, 2)
    head.writeUInt32BE(flags * 0x1000000 + body.length, 4)
    if (!this.socket.destroyed) this.socket.write(Buffer.concat([head, body]))
  }
}

const idIn = (body: Buffer) => body.readUInt32BE(0) & 0x7fffffff

/** A block of headers: how many, then names and values, each behind its length. */
function headersIn(block: Buffer): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  let at = 4
  const text = () => {
    const length = block.readUInt32BE(at)
    at += 4 + length
    return block.toString('utf8', at - length, at)
  }
  for (let left = block.readUInt32BE(0); left > 0; left--) {
    const name = text()
    headers[name] = text()
  }
  return headers
}

/** What comes out of a compressor for what goes in; its state goes on with the connection. */
function through(compressor: Transform & { flush(done: () => void): void }, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    const collect = (piece: Buffer) => pieces.push(piece)
    compressor.on('data', collect)
    compressor.write(bytes, () =>
      compressor.flush(() => {
        compressor.off('data', collect)
        resolve(Buffer.concat(pieces))
      }),
    )
  })
}
