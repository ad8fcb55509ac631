import type { Connection } from './connection.js'
import { acceptMessages, agreedProtocol, type Messages } from './websocket.js'

/** Several streams over one WebSocket, whose messages begin with the number of theirs (`wsstream.Conn`). */
export interface Channels extends Pick<Messages, 'protocol' | 'pause' | 'resume' | 'drained' | 'close' | 'onClose'> {
  send(channel: number, bytes: Uint8Array): void
  onData(listener: (channel: number, bytes: Buffer) => void): void
  /** The client has nothing more for a channel; of the newest protocol alone. */
  onEnd(listener: (channel: number) => void): void
}

/** The protocol in which a client may say that it has nothing more for a channel. */
export const newestProtocol = 'v5.channel.k8s.io'
const closing = 255

/** Which channel it is stands before the rest: as a byte, or as a digit where the rest is in base64. */
const isText = (protocol: string) => protocol.includes('base64')
const zero = '0'.charCodeAt(0)

/** Accepts a connection in one of the protocols; others are refused. */
export async function openChannels(connection: Connection, protocols: readonly string[]): Promise<Channels> {
  const protocol = agreedProtocol(connection.request, protocols)
  const messages = await acceptMessages(connection, protocol)
  const text = isText(protocol)
  const ends = (data: Buffer) => protocol === newestProtocol && data[0] === closing
  return {
    ...messages,
    send(channel, bytes) {
      if (text) messages.send(`${String.fromCharCode(zero + channel)}${Buffer.from(bytes).toString('base64')}`)
      else messages.send(Buffer.concat([Buffer.from([channel]), bytes]))
    },
    onData(listener) {
      messages.onMessage((data) => {
        if (data.length === 0 || ends(data)) return
        const rest = data.subarray(1)
        if (text) listener(data[0]! - zero, Buffer.from(rest.toString('latin1'), 'base64'))
        else listener(data[0]!, rest)
      })
    },
    onEnd(listener) {
      messages.onMessage((data) => {
        if (ends(data) && data[1] !== undefined) listener(data[1])
      })
    },
  }
}
