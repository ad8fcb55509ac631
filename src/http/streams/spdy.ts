import type { Duplex, Transform } from 'node:stream'
import { constants, createDeflate, createInflate } from 'node:zlib'
import { yieldToEventLoop } from '../../simulation/clock.js'
import { drained, type Source, sharedSource } from './flow.js'
import { headerDictionary } from './spdy-dictionary.js'

/** One stream of a connection, opened by the client. */
export interface SpdyStream {
  readonly id: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  onData: (bytes: Buffer) => void
  /** The client sends nothing more on it, or has given it up. */
  onEnd: () => void
  write(bytes: Buffer): void
  end(): void
  /** Ends it in both directions at once. */
  reset(): void
}

/** Types of control frames. */
const frames = { open: 1, reply: 2, reset: 3, ping: 6, goAway: 7 } as const
const finished = 1
/** Status codes of RST_STREAM. */
const refused = 3
const cancelled = 5
/** No client of a terminal or a port sends more at once. */
const longestFrame = 1024 * 1024
const mostStreams = 1024
/** What a block of headers may unpack to. */
const mostHeaderBytes = 64 * 1024

interface Open extends SpdyStream {
  ended: boolean
  remoteEnded: boolean
}

/**
 * The server's side of SPDY/3.1 (draft-mbelshe-httpbis-spdy-00), as kubectl speaks it over a connection that it had
 * upgraded: streams of bytes, each begun with headers. Windows are not kept, since kubectl's library keeps none.
 */
export class SpdyConnection {
  private readonly streams = new Map<number, Open>()
  private readonly inflate = createInflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH })
  private readonly deflate = createDeflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH })
  private received: Buffer = Buffer.alloc(0)
  private handling = Promise.resolve()
  private readonly source: Source

  constructor(
    private readonly socket: Duplex,
    private readonly onStream: (stream: SpdyStream) => void,
  ) {
    this.source = sharedSource(socket)
    socket.on('data', (bytes: Buffer) => this.receive(bytes))
    // Who sends nothing more wants nothing more: only streams can be half closed.
    socket.on('end', () => socket.end())
    socket.on('close', () => this.endAll())
    for (const each of [this.inflate, this.deflate]) each.on('error', () => socket.destroy())
  }

  /** Reads nothing more until it is resumed. */
  pause(): void {
    this.source.pause()
  }

  resume(): void {
    this.source.resume()
  }

  /** What comes next is read when this has been handled, its answers have gone, and others have been heard. */
  receive(bytes: Buffer): void {
    this.pause()
    this.takeFrames(bytes)
    this.handling = this.handling
      .then(() => drained(this.socket))
      .then(yieldToEventLoop)
      .then(() => this.resume())
  }

  private takeFrames(bytes: Buffer): void {
    this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes])
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
    if (this.socket.destroyed) return
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
    if (stream === undefined || stream.remoteEnded) return
    if (body.length > 0) stream.onData(body)
    if ((flags & finished) !== 0) this.finish(stream, 'remoteEnded')
  }

  private async opened(flags: number, body: Buffer): Promise<void> {
    const id = idIn(body)
    // The compressor's state goes on with every block, wanted or not.
    const headers = headersIn(await through(this.inflate, body.subarray(10)))
    if (this.streams.has(id)) return void this.socket.destroy()
    if (this.streams.size >= mostStreams) return this.sendReset(id, refused)
    const stream = this.newStream(id, headers)
    this.streams.set(id, stream)
    const reply = Buffer.alloc(4)
    reply.writeUInt32BE(id)
    // No headers of our own: a block of none.
    this.control(frames.reply, 0, Buffer.concat([reply, await through(this.deflate, Buffer.alloc(4))]))
    this.onStream(stream)
    if ((flags & finished) !== 0) this.finish(stream, 'remoteEnded')
  }

  private newStream(id: number, headers: Open['headers']): Open {
    const stream: Open = {
      id,
      headers,
      ended: false,
      remoteEnded: false,
      onData: () => {},
      onEnd: () => {},
      write: (bytes) => {
        if (!stream.ended) this.write(id, 0, bytes)
      },
      end: () => {
        if (stream.ended) return
        this.write(id, finished, Buffer.alloc(0))
        this.finish(stream, 'ended')
      },
      reset: () => {
        if (this.streams.has(id)) this.sendReset(id, cancelled)
        this.forget(id)
      },
    }
    return stream
  }

  /** One direction of a stream is over; with the other it is forgotten. */
  private finish(stream: Open, direction: 'ended' | 'remoteEnded'): void {
    const before = stream.remoteEnded
    stream[direction] = true
    if (stream.ended && stream.remoteEnded) this.streams.delete(stream.id)
    if (stream.remoteEnded && !before) stream.onEnd()
  }

  private forget(id: number): void {
    const stream = this.streams.get(id)
    if (stream === undefined) return
    stream.ended = true
    this.finish(stream, 'remoteEnded')
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
    this.send(head, bytes)
  }

  private sendReset(id: number, status: number): void {
    const body = Buffer.alloc(8)
    body.writeUInt32BE(id)
    body.writeUInt32BE(status, 4)
    this.control(frames.reset, 0, body)
  }

  private control(type: number, flags: number, body: Buffer): void {
    const head = Buffer.alloc(8)
    head.writeUInt16BE(0x8003)
    head.writeUInt16BE(type, 2)
    head.writeUInt32BE(flags * 0x1000000 + body.length, 4)
    this.send(head, body)
  }

  private send(head: Buffer, body: Buffer): void {
    if (this.socket.writable) this.socket.write(Buffer.concat([head, body]))
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
    if (at > block.length) throw new RangeError('a header is longer than its block')
    return block.toString('utf8', at - length, at)
  }
  for (let left = block.readUInt32BE(0); left > 0; left--) {
    const name = text()
    headers[name.toLowerCase()] = text()
  }
  return headers
}

/** What comes out of a compressor for what goes in; its state goes on with the connection. */
function through(compressor: Transform & { flush(done: () => void): void }, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let length = 0
    const collect = (piece: Buffer) => {
      pieces.push(piece)
      length += piece.length
      if (length > mostHeaderBytes) reject(new RangeError('too many headers'))
    }
    compressor.on('data', collect)
    compressor.once('close', reject)
    compressor.write(bytes, () =>
      compressor.flush(() => {
        compressor.off('data', collect)
        compressor.off('close', reject)
        resolve(Buffer.concat(pieces))
      }),
    )
  })
}
