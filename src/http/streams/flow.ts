/** Bytes that come and go at the pace of whoever takes them. */
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Millis } from '../../model/objects/object.js'
import { ByteDecoder } from '../../model/values/byte-text.js'
import { destroyedAfter, usualLimits } from '../exchange/connections.js'

/** What may wait for a slow client before its program has to. */
export const mostWaiting = 1024 * 1024

/** Returns when a slow client has caught up, or has gone; one that stands still for too long is let go. */
export async function drained(socket: Duplex, patience: Millis = usualLimits.standstill): Promise<void> {
  if (socket.destroyed || socket.writableLength <= mostWaiting) return
  const over = new AbortController()
  const { signal } = over
  const live = destroyedAfter(socket, patience)
  const moved = Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })])
  await moved.catch(() => {})
  live()
  over.abort()
}

/** Bytes that come in pieces until they end, read at the reader's own pace. */
export class ByteQueue implements AsyncIterable<Buffer> {
  private readonly pieces: Buffer[] = []
  private open = true
  private wake: () => void = () => {}

  /** `moved` is told by how many bytes more (or fewer) wait here. */
  constructor(private readonly moved: (bytes: number) => void = () => {}) {}

  add(piece: Buffer): void {
    if (!this.open || piece.length === 0) return
    this.pieces.push(piece)
    this.moved(piece.length)
    this.wake()
  }

  end(): void {
    this.open = false
    this.wake()
  }

  /** Nobody reads any further. */
  drop(): void {
    this.end()
    for (const { length } of this.pieces.splice(0)) this.moved(-length)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const next = this.pieces.shift()
      if (next !== undefined) {
        this.moved(-next.length)
        yield next
      } else if (!this.open) return
      else {
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
      }
    }
  }
}

/** Standard input that comes in pieces until it ends, read as text; its source is held back while the program reads none. */
export class Input implements AsyncIterable<string> {
  private readonly bytes: ByteQueue

  constructor(source: Source) {
    this.bytes = new ByteQueue(backPressure(source))
  }

  add(piece: Buffer): void {
    this.bytes.add(piece)
  }

  end(): void {
    this.bytes.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    const decoder = new ByteDecoder()
    for await (const piece of this.bytes) {
      const text = decoder.decode(piece)
      if (text !== '') yield text
    }
    const rest = decoder.end()
    if (rest !== '') yield rest
  }
}

/** Something that is read as long as nobody holds it back. */
export interface Source {
  pause(): unknown
  resume(): unknown
}

/** Reads no further while more than enough waits to be taken; told by how much that grows or shrinks. */
export function backPressure(source: Source): (bytes: number) => void {
  let waiting = 0
  return (bytes) => {
    const before = waiting
    waiting += bytes
    if (before <= mostWaiting && waiting > mostWaiting) source.pause()
    else if (before > mostWaiting && waiting <= mostWaiting) source.resume()
  }
}

/** A source that several hold back, each for a time of its own. */
export function sharedSource(source: Source): Source {
  let holds = 0
  return {
    pause() {
      if (holds++ === 0) source.pause()
    },
    resume() {
      if (--holds === 0) source.resume()
    },
  }
}
