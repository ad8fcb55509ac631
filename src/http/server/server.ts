import { setMaxListeners } from 'node:events'
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { sentWarnings } from '../../api/contract/warnings.js'
import type { Cluster } from '../../cluster/cluster.js'
import type { Millis } from '../../model/objects/object.js'
import { createRandom, type Random } from '../../simulation/random.js'
import { isProbe } from '../documents/health.js'
import { send, statusAnswer, warningHeader } from '../exchange/answering.js'
import { connectionOptions, guardConnections, type Limits, usualLimits, watchTimes } from '../exchange/connections.js'
import type { Answer, Exchange, ServerContext } from '../exchange/exchange.js'
import { renderingOf } from '../exchange/negotiation.js'
import { clockHeader, clockText } from '../exchange/own-protocol.js'
import { cutTarget, resourcePath, segmentsOf } from '../exchange/paths.js'
import { checkTimeout } from '../exchange/query.js'
import { senderOf, wantedOf } from '../exchange/request.js'
import { RequestCounts } from '../exchange/request-counts.js'
import { readBody } from '../rest/body.js'
import type { Connection } from '../streams/connection.js'
import { isOwn, ownAddress, reachableAddresses } from './addresses.js'
import { type Authenticate, authenticator } from './authentication.js'
import { RequestsInFlight } from './in-flight.js'
import { answerPath, connectPath } from './routes.js'
import { newToken } from './token.js'
import { Turns } from './turns.js'
import { listenForUpgrades } from './upgrades.js'

export interface ServerOptions {
  readonly cluster: Cluster
  /** What clients show to be let in. */
  readonly token: string
  /** The IPv4 address to listen on; without a word nobody but this machine is served. Others only with `tls`. */
  readonly listenOn?: string
  /** 0: any that is free. */
  readonly port?: number
  /** Key and certificate in PEM; without them it speaks plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** How long a virtual clock stands still before it jumps for a watch; long enough for a client to leave. */
  readonly jumpDelay?: Millis
  /** Others than those of an API server. */
  readonly limits?: Partial<Limits>
  /**
   * What commands of this machine show on a port of their own, which is on loopback and answers nobody without it: over
   * plain HTTP, since TLS takes a command a fifth of its time. Absent: there is no such port.
   */
  readonly commandToken?: string
}

export interface Server {
  /** `http://127.0.0.1:34567` */
  readonly address: string
  /** Where it listens for commands alone; undefined when it does not. */
  readonly commandAddress: string | undefined
  /** Ends all that is going on. */
  close(): Promise<void>
}

export const usualJumpDelay: Millis = 100

/** Serves the cluster until it is closed. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const limits = { ...usualLimits, ...options.limits }
  const connections = connectionOptions(limits)
  const server: HttpServer =
    options.tls === undefined ? createServer(connections) : createTlsServer({ ...connections, ...options.tls })
  const scheme = options.tls === undefined ? 'http' : 'https'
  const host = options.listenOn ?? ownAddress
  if (!isOwn(host) && options.tls === undefined) throw new Error('whoever is not this machine is served with TLS alone')
  const reached = reachableAddresses(host)[0] ?? ownAddress
  const address = () => `${scheme}://${reached}:${portOf(server)}`
  const { cluster, jumpDelay = usualJumpDelay, commandToken } = options
  const listener = newListener({
    cluster,
    jumpDelay,
    limits,
    address: () => address().split('//')[1]!,
    authenticate: authenticator(cluster, options.token, options.tls !== undefined),
    closing: closing.signal,
  })
  const servers = [server]
  await cluster.followOtherProcesses()
  const ends = [await open(server, listener, options.port ?? 0, host)]
  if (commandToken !== undefined) {
    const besides = createServer(connections)
    const own = { ...listener, authenticate: authenticator(cluster, commandToken, true) }
    ends.push(await open(besides, own, 0, ownAddress))
    servers.push(besides)
  }
  return {
    address: address(),
    commandAddress: servers[1] && `http://${ownAddress}:${portOf(servers[1])}`,
    async close() {
      closing.abort()
      await Promise.all(ends.map((end) => end()))
    },
  }
}

const portOf = (server: HttpServer) => (server.address() as AddressInfo).port

/** Begins to listen; what it gives ends the server with its connections. */
async function open(server: HttpServer, listener: Listener, port: number, host: string): Promise<() => Promise<void>> {
  const turns = new Turns()
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const end = await turns.of(request)
    if (end !== undefined) {
      await answer(request, response, listener)
        .catch(() => response.destroy())
        .finally(end)
    }
  })
  listenForUpgrades(server, (request, socket, head) => upgrade(request, socket, head, listener))
  const end = guardConnections(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return end
}

/** What listens: who is let in there, and how long it waits for whom. */
export interface Listener {
  readonly context: ServerContext
  /** Names for requests whose clients give them none. */
  readonly auditIds: Random
  readonly authenticate: Authenticate
  readonly inFlight: RequestsInFlight
  readonly closing: AbortSignal
  readonly limits: Limits
}

type ListenerParts = Pick<ServerContext, 'cluster' | 'jumpDelay' | 'address'> &
  Omit<Listener, 'context' | 'auditIds' | 'inFlight'>

export function newListener({ authenticate, closing, limits, ...context }: ListenerParts): Listener {
  const watchTime = watchTimes(limits, createRandom(context.cluster.settings.seed)('watches without an end'))
  return {
    context: { ...context, requests: new RequestCounts(), watchTime, endless: true },
    auditIds: createRandom(newToken())('audit'),
    inFlight: new RequestsInFlight(),
    authenticate,
    closing,
    limits,
  }
}

/** Answers a request to the end. */
export async function answer(request: IncomingMessage, response: ServerResponse, listener: Listener): Promise<void> {
  const warnings: string[] = []
  const unnamed = exchangeOf(request, listener, (gone) => {
    // Whoever asks nothing more has gone, as far as a watch is concerned (`net/http` ends its context).
    const { socket } = request
    if (socket.readableEnded) gone()
    socket.once('end', gone)
    response.on('close', () => {
      socket.off('end', gone)
      gone()
    })
  })
  const result = await resultOf(unnamed, listener, (text) => warnings.push(text))
  const { cluster } = listener.context
  response.setHeader('Audit-Id', request.headers['audit-id'] ?? listener.auditIds.uuid())
  response.setHeader(clockHeader, clockText(cluster.settings.clock, cluster.now()))
  if (warnings.length > 0) response.setHeader('Warning', sentWarnings(warnings).map(warningHeader))
  // What is left of a body that nobody has read must not be taken for the next request.
  if (!request.complete && !('chunks' in result)) response.setHeader('Connection', 'close')
  const rendering = 'rendering' in result ? result.rendering : undefined
  await send(request, response, result, {
    rendering: rendering ?? renderingOf(request),
    textOf: cluster.textOf,
    limits: listener.limits,
  })
}

async function resultOf(request: Unnamed, listener: Listener, warn: (text: string) => void): Promise<Answer> {
  try {
    const segments = segmentsOf(request.path)
    if (segments === undefined) return { status: 400, text: '400 Bad Request\n' }
    checkTimeout(request.query, () => wantedOf(request, segments).verb)
    const exchange = await named(request, listener, warn)
    const answer = await listener.inFlight.answered(exchange.method, exchange.sender.user, () =>
      answerPath(exchange, segments),
    )
    // Nothing is told that could still be lost, be it somebody else's. How the server is doing can not.
    if (!isProbe(segments)) await listener.context.cluster.flush()
    return answer
  } catch (error) {
    return statusAnswer(error)
  }
}

function exchangeOf(
  request: IncomingMessage,
  { context, closing }: Listener,
  whenGone: (listener: () => void) => void,
): Unnamed {
  const gone = new AbortController()
  whenGone(() => gone.abort())
  closing.addEventListener('abort', () => gone.abort(), { signal: gone.signal })
  const asked = cutTarget(request.url ?? '/')
  let body: Promise<Buffer> | undefined
  return {
    ...asked,
    server: context,
    method: request.method ?? 'GET',
    headers: request.headers,
    bytes: () => {
      body ??= readBody(request)
      return body
    },
    signal: gone.signal,
  }
}

/** A request of which it is not known yet who makes it. */
type Unnamed = Omit<Exchange, 'sender'>

async function named(request: Unnamed, { authenticate }: Listener, warn: (text: string) => void): Promise<Exchange> {
  const { headers } = request
  return { ...request, sender: senderOf(await authenticate(request), headers, warn) }
}

/** A request to speak another protocol from here on: the streams of exec, attach and port-forward. */
export async function upgrade(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  listener: Listener,
): Promise<void> {
  const unnamed = exchangeOf(request, listener, (gone) => socket.on('close', gone))
  try {
    const exchange = await named(unnamed, listener, () => {})
    const segments = segmentsOf(exchange.path) ?? []
    await openConnection(exchange, segments, { request, socket, head })
  } catch (error) {
    refuse(socket, statusAnswer(error))
  }
}

/** A stream of its own kind, or an answer in pieces, which come in messages then. */
async function openConnection(exchange: Exchange, segments: readonly string[], connection: Connection): Promise<void> {
  const answer = await connectPath(exchange, segments, connection)
  if (answer === undefined) return
  if (!('chunks' in answer)) return refuse(connection.socket, answer)
  const { subresource = '' } = resourcePath(segments) ?? {}
  const { sendEvents, sendLog } = await import('../streams/socket-answers.js')
  await (subresource === 'log' ? sendLog : sendEvents)(answer, connection)
}

function refuse(socket: Socket, result: Answer): void {
  const body = 'object' in result ? JSON.stringify(result.object) : ''
  socket.end(
    `HTTP/1.1 ${result.status} Refused\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
