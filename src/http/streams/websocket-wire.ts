import { bytesOf } from '../../model/values/byte-text.js'
import { newestProtocol, openChannels } from './channels.js'
import type { Connection } from './connection.js'
import { Input } from './flow.js'
import type { Wire } from './wire.js'

/** `k8s.io/apimachinery/pkg/util/remotecommand` */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3 } as const

/** What kubelets speak; an API server that reads the session itself speaks the newest alone. */
const older = ['v4.channel.k8s.io', 'v4.base64.channel.k8s.io', 'channel.k8s.io', 'base64.channel.k8s.io', '']

/** Before the fourth version how a program has ended is told in words, and nothing at all when it has ended well. */
const tellsStatus = (protocol: string) => /^v\d/.test(protocol)

/**
 * The streams of a terminal as channels of a WebSocket, which kubectl asks for first from 1.30 on; of its outputs the
 * client has those that it asked for.
 */
export async function websocketWire(connection: Connection, asked: ReadonlySet<string>): Promise<Wire> {
  const offered = (connection.request.headers['sec-websocket-protocol'] ?? '').split(/ *, */)
  const socket = await openChannels(connection, offered.includes(newestProtocol) ? [newestProtocol] : older)
  const input = new Input(socket)
  socket.onData((channel, bytes) => {
    if (channel === channels.stdin) input.add(bytes)
  })
  socket.onEnd((channel) => {
    if (channel === channels.stdin) input.end()
  })
  socket.onClose(() => input.end())
  // Clients wait for a first message before they believe that the session has begun.
  const first = (['stdout', 'stderr'] as const).find((name) => asked.has(name)) ?? 'error'
  socket.send(channels[first], Buffer.alloc(0))
  return {
    stdin: asked.has('stdin') ? input : undefined,
    tellsStatus: tellsStatus(socket.protocol),
    send(to, text) {
      if (to === 'error' || asked.has(to)) socket.send(channels[to], bytesOf(text))
    },
    drained: () => socket.drained(),
    async close() {
      input.end()
      await socket.close()
    },
  }
}
