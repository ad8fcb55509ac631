import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** The connection of a request that wants to speak another protocol. */
export interface Connection {
  readonly request: IncomingMessage
  readonly socket: Socket
  readonly head: Buffer
}
