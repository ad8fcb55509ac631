import type { Duplex } from 'node:stream'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import type { Forwarding } from '../../api/contract/client.js'
import { badRequest } from '../../api/contract/status-errors.js'
import type { Exchange } from '../exchange/exchange.js'
import { type Channels, newestProtocol, openChannels } from './channels.js'
import type { Connection } from './connection.js'
import { ByteQueue, backPressure } from './flow.js'
import { portOf, tunnelProtocol } from './ports.js'

/** What a client may send at once. */
const mostBytes = 1024 * 1024
const options = { noServer: true, maxPayload: mostBytes, perMessageDeflate: false } as const

// The protocol's name has a slash, which the library takes for a fault: it is agreed on beside it.
const tunnels = new WebSocketServer(options)
tunnels.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${tunnelProtocol}`))

/** The bytes of a SPDY connection, which the client puts into binary messages. */
export async function openTunnel(connection: Connection): Promise<Duplex> {
  delete connection.request.headers['sec-websocket-protocol']
  const socket = await accept(tunnels, connection)
  const stream = createWebSocketStream(socket)
  stream.on('error', () => stream.destroy())
  return stream
}

/** Those of kubelets, and one that an API server would have translated. */
const protocols = ['v4.channel.k8s.io', 'v4.base64.channel.k8s.io', newestProtocol, '']

const accept = (server: WebSocketServer, { request, socket, head }: Connection) =>
  new Promise<WebSocket>((resolve) => server.handleUpgrade(request, socket, head, resolve))

/**
 * The older form (`k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go`): the ports are named in the query, and
 * each has two channels, for its data and for what is wrong with it, both begun by the server with the port's number.
 */
export async function openPortChannels(
  { query }: Exchange,
  connection: Connection,
  forwarding: Forwarding,
): Promise<void> {
  const named = query.getAll('ports').flatMap((list) => list.split(','))
  if (named.length === 0) throw badRequest('query parameter "port" is required')
  const ports = named.map((text) => {
    const port = portOf(text)
    if (port === undefined) throw badRequest(`unable to parse ${JSON.stringify(text)} as a port`)
    return port
  })
  if (ports.length > 127) throw badRequest('too many ports')
  const socket = await openChannels(connection, protocols)
  const pressure = backPressure(socket)
  const inputs = ports.map(() => new ByteQueue(pressure))
  const gone = new Promise<void>((resolve) => socket.onClose(resolve))
  // Of the two channels of a port the client writes to the first.
  socket.onData((channel, bytes) => {
    if (channel % 2 === 0) inputs[channel / 2]?.add(bytes)
  })
  socket.onEnd((channel) => inputs[channel / 2]?.end())
  socket.onClose(() => {
    for (const input of inputs) input.end()
  })
  for (const [index, port] of ports.entries()) {
    for (const channel of [2 * index, 2 * index + 1]) {
      socket.send(channel, Buffer.from([port % 256, Math.floor(port / 256)]))
    }
  }
  await Promise.all(
    ports.map((port, index) => forwardChannel(socket, forwarding, { port, index, input: inputs[index]! })),
  )
  await socket.close()
  await gone
  forwarding.close()
}

async function forwardChannel(
  socket: Channels,
  forwarding: Forwarding,
  { port, index, input }: { port: number; index: number; input: ByteQueue },
): Promise<void> {
  const write = async (bytes: Uint8Array) => {
    socket.send(2 * index, bytes)
    await socket.drained()
  }
  const failure = await forwarding.connect(port, { input, write })
  if (failure !== undefined) socket.send(2 * index + 1, Buffer.from(failure))
  input.drop()
}
