/** Port forwarding: connections to a pod's ports as streams of a SPDY connection, or as channels of a WebSocket. */
import type { Duplex } from 'node:stream'
import type { Forwarding } from '../../api/contract/client.js'
import { ApiError } from '../../api/contract/errors.js'
import { badRequest } from '../../api/contract/status-errors.js'
import type { Exchange } from '../exchange/exchange.js'
import type { ResourcePath } from '../exchange/paths.js'
import { resourceRequest } from '../exchange/request.js'
import type { Connection } from './connection.js'
import { ByteQueue, backPressure, drained } from './flow.js'
import { portOf, portForwardProtocol as protocol, tunnelProtocol } from './ports.js'
import { SpdyConnection, type SpdyStream } from './spdy.js'

/** Serves `pods/NAME/portforward`; returns when the client has gone. */
export async function openPortForward(exchange: Exchange, path: ResourcePath, connection: Connection): Promise<void> {
  const { headers } = exchange
  const answer = await exchange.server.cluster.send(resourceRequest(exchange, path, () => ({ options: {} })))
  if (!('forwarding' in answer)) throw new Error('the registry has answered with no way to a pod')
  const { forwarding } = answer
  const upgrade = headers.upgrade?.toLowerCase()
  if (upgrade === 'websocket') {
    const { openPortChannels, openTunnel } = await import('./port-forward-websocket.js')
    const tunnelled = (headers['sec-websocket-protocol'] ?? '').split(/, */).includes(tunnelProtocol)
    if (!tunnelled) return openPortChannels(exchange, connection, forwarding)
    return forwardStreams(await openTunnel(connection), forwarding)
  }
  if (upgrade !== 'spdy/3.1') throw badRequest('unable to upgrade: missing upgrade headers in request')
  const { socket, head } = connection
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${agreed(exchange)}\r\n`,
  )
  if (head.length > 0) socket.unshift(head)
  await forwardStreams(socket, forwarding)
}

/** A client that names its protocols must know ours (`httpstream.Handshake`). */
function agreed({ headers }: Exchange): string {
  const offered = [headers['x-stream-protocol-version'] ?? []].flat().flatMap((line) => line.split(/, */))
  if (offered.length === 0) return ''
  if (offered.includes(protocol)) return `X-Stream-Protocol-Version: ${protocol}\r\n`
  const problem = `unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${protocol}]`
  throw new ApiError(403, 'Forbidden', `unable to upgrade: ${problem}`)
}

/** The two streams of a forwarded connection; the second to come completes it. */
type Pair = Partial<Record<'data' | 'error', SpdyStream>>

/** Joins each pair of streams that the client opens to the port that it names; returns when the client has gone. */
async function forwardStreams(socket: Duplex, forwarding: Forwarding): Promise<void> {
  const pairs = new Map<string, Pair>()
  const gone = new Promise((resolve) => socket.once('close', resolve))
  const spdy = new SpdyConnection(socket, (stream) => {
    const type = stream.headers.streamtype
    const port = portOf(stream.headers.port ?? '')
    if (port === undefined || (type !== 'data' && type !== 'error')) return stream.reset()
    // Clients of old open the error stream first and name no request: the data stream has the next number.
    const request = stream.headers.requestid ?? String(type === 'data' ? stream.id - 2 : stream.id)
    const pair = pairs.get(request) ?? {}
    if (pair[type] !== undefined) return stream.reset()
    pair[type] = stream
    const { data, error } = pair
    if (data === undefined || error === undefined) return void pairs.set(request, pair)
    pairs.delete(request)
    forwardStream(data, error, port, { socket, forwarding, pressure }).catch(() => socket.destroy())
  })
  const pressure = backPressure(spdy)
  await gone
  forwarding.close()
}

interface Way {
  readonly socket: Duplex
  readonly forwarding: Forwarding
  readonly pressure: (bytes: number) => void
}

async function forwardStream(data: SpdyStream, error: SpdyStream, port: number, way: Way): Promise<void> {
  const input = new ByteQueue(way.pressure)
  data.onData = (bytes) => input.add(bytes)
  data.onEnd = () => input.end()
  const write = (bytes: Uint8Array) => {
    data.write(Buffer.from(bytes))
    return drained(way.socket)
  }
  const failure = await way.forwarding.connect(port, { input, write })
  if (failure !== undefined) error.write(Buffer.from(failure))
  data.end()
  error.end()
  input.drop()
}
