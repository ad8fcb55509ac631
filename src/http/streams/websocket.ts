import { once } from 'node:events'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { ApiError } from '../../api/contract/errors.js'
import type { Connection } from './connection.js'
import { mostWaiting } from './flow.js'

/** What a client may send at once. */
const mostBytes = 1024 * 1024

/** A WebSocket as a server in Go serves it. */
export interface Messages {
  /** What both sides speak; empty when the client has offered nothing. */
  readonly protocol: string
  send(message: Buffer | string): void
  onMessage(listener: (data: Buffer) => void): void
  onClose(listener: () => void): void
  /** Whether more is read from the client. */
  pause(): void
  resume(): void
  /** Returns when a slow client has caught up, or has gone. */
  drained(): Promise<void>
  /** Says that this was all; returns when the connection is closed. */
  close(): Promise<void>
}

const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes, perMessageDeflate: false })
// Names of protocols may have a slash, which the library takes for a fault: they are agreed on beside it.
sockets.on('headers', (headers, { protocol }: Connection['request'] & { protocol?: string }) => {
  if (protocol) headers.push(`Sec-WebSocket-Protocol: ${protocol}`)
})

/** The first protocol that the client offers of those there are (`handshake` of `wsstream`); an empty one is none at all. */
export function agreedProtocol({ headers }: Connection['request'], known: readonly string[]): string {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
  const agreed = offered.find((each) => known.includes(each))
  if (agreed !== undefined) return agreed
  const problem = `requested protocol(s) are not supported: [${offered.join(' ')}]; supports [${known.join(' ')}]`
  throw new ApiError(403, 'Forbidden', problem)
}

/** Accepts a connection in a protocol that has been agreed on. */
export async function acceptMessages({ request, socket, head }: Connection, protocol: string): Promise<Messages> {
  delete request.headers['sec-websocket-protocol']
  Object.assign(request, { protocol })
  const accepted = await new Promise<WebSocket>((resolve) => sockets.handleUpgrade(request, socket, head, resolve))
  accepted.on('error', () => accepted.terminate())
  const outgoing = new Outgoing(accepted, (written) => socket.write('', written))
  return {
    protocol,
    send: (message) => outgoing.add(message),
    onMessage: (listener) => accepted.on('message', (data: RawData) => listener(data as Buffer)),
    onClose: (listener) => accepted.on('close', listener),
    pause: () => accepted.pause(),
    resume: () => accepted.resume(),
    drained: () => outgoing.until(mostWaiting),
    async close() {
      await outgoing.until(0)
      accepted.close(1000)
      if (accepted.readyState !== WebSocket.CLOSED) await once(accepted, 'close')
    },
  }
}

/**
 * Messages on their way, of which each is written when the one before it has been: it then has a record of TLS for itself,
 * as everything has that Go writes. Clients that ask their system whether there is more to read do not see what lies
 * behind a message in the same record.
 */
class Outgoing {
  private readonly waiting: (Buffer | string)[] = []
  private length = 0
  private busy = true
  private moved: () => void = () => {}

  /** The answer to the handshake is the first to be written. */
  constructor(
    private readonly socket: WebSocket,
    afterHandshake: (written: () => void) => void,
  ) {
    afterHandshake(() => this.next())
    socket.on('close', () => this.moved())
  }

  add(message: Buffer | string): void {
    if (this.socket.readyState !== WebSocket.OPEN) return
    this.waiting.push(message)
    this.length += message.length
    if (!this.busy) this.next()
  }

  /** Returns when no more than so much is left, or the client has gone. */
  async until(most: number): Promise<void> {
    while (this.socket.readyState === WebSocket.OPEN && (this.length > most || (most === 0 && this.busy))) {
      await new Promise<void>((resolve) => {
        this.moved = resolve
      })
    }
  }

  private next(): void {
    const message = this.waiting.shift()
    this.busy = message !== undefined
    if (message !== undefined) {
      this.socket.send(message, () => {
        this.length -= message.length
        this.next()
      })
    }
    this.moved()
  }
}
