import { once } from 'node:events'
import { WebSocket, WebSocketServer } from 'ws'
import { bytesOf } from '../model/byte-text.js'
import type { Connection } from './streams.js'
import { Input, mostWaiting, type Wire } from './wire.js'

/** The first byte of a message names its stream (`k8s.io/apimachinery/pkg/util/remotecommand`). */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
/** What a client may send at once. */
const mostBytes = 1024 * 1024

const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: mostBytes,
  perMessageDeflate: false,
  handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
})

/** The streams of a terminal as channels of a WebSocket, which kubectl asks for first from 1.30 on. */
export async function websocketWire({ request, socket, head }: Connection, hasInput: boolean): Promise<Wire> {
  const accepted = await new Promise<WebSocket>((resolve) => sockets.handleUpgrade(request, socket, head, resolve))
  const input = new Input()
  accepted.on('message', (data: Buffer) => {
    const rest = data.subarray(1)
    if (data[0] === channels.stdin) input.add(rest)
    if (data[0] === channels.close && rest[0] === channels.stdin) input.end()
  })
  accepted.on('close', () => input.end())
  accepted.on('error', () => accepted.terminate())
  const send = (bytes: Buffer) => {
    if (accepted.readyState === WebSocket.OPEN) accepted.send(bytes)
  }
  // Clients wait for a first message before they believe that the session has begun.
  send(Buffer.from([channels.stdout]))
  return {
    stdin: hasInput ? input : undefined,
    send: (to, text) => send(Buffer.concat([Buffer.from([channels[to]]), bytesOf(text)])),
    async drained() {
      while (accepted.readyState === WebSocket.OPEN && accepted.bufferedAmount > mostWaiting) {
        await new Promise<void>((resolve) => accepted.ping(undefined, undefined, () => resolve()))
      }
    },
    async close() {
      input.end()
      accepted.close(1000)
      if (accepted.readyState !== WebSocket.CLOSED) await once(accepted, 'close')
    },
  }
}
