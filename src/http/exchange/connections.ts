import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { wrongMethod } from '../../api/contract/status-errors.js'
import type { Millis } from '../../model/objects/object.js'
import { pause, yieldToEventLoop } from '../../simulation/clock.js'
import type { Random } from '../../simulation/random.js'

/** How long a server waits for its clients. */
export interface Limits {
  /** For the head of a request (`ReadHeaderTimeout`). */
  readonly head: Millis
  /** For a request with its body (`RequestTimeout`). */
  readonly request: Millis
  /** For the next request on a connection (`IdleTimeout`). */
  readonly idle: Millis
  /** For a client that reads nothing of what it is sent: it has gone without a word, or might as well have. */
  readonly standstill: Millis
  /** For a long answer to be read to its end; watches and logs have none (`RequestTimeout`). */
  readonly answer: Millis
  /** How long a watch goes on at least whose client names no end (`MinRequestTimeout`). */
  readonly watch: Millis
  /** For a connection on which nothing moves to be asked whether its other end is still there. */
  readonly silence: Millis
}

/** Those of the API server, where it has them (`pkg/server/config.go`, `secure_serving.go`). */
export const usualLimits: Limits = {
  head: 32_000,
  request: 60_000,
  idle: 90_000,
  standstill: 60_000,
  answer: 60_000,
  watch: 1_800_000,
  silence: 15_000,
}

/** `MaxHeaderBytes`. */
const mostHeaderBytes = 1024 * 1024
const longestCheck: Millis = 30_000

/** What Node is told of them. */
export const connectionOptions = ({ head, request, idle, silence }: Limits) => ({
  maxHeaderSize: mostHeaderBytes,
  headersTimeout: Math.min(head, request),
  requestTimeout: request,
  keepAliveTimeout: idle,
  connectionsCheckingInterval: Math.min(longestCheck, head),
  // A client whose machine or network is gone says nothing: the operating system asks, and closes.
  keepAlive: true,
  keepAliveInitialDelay: silence,
})

/** For a connection that speaks another protocol to say how it ends, when the server does. */
const farewell: Millis = 300

/**
 * Connections that say what is no request, nothing at all, or no more. What is given ends the server with all of them: also
 * with those that speak another protocol, which Node leaves to whoever took them over.
 */
export function guardConnections(server: Server): () => Promise<void> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    if (open.has(socket)) return
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  // A client that has nothing more to ask may still want to hear the answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.on('timeout', closeIfIdle)
  server.on('clientError', refuseNonsense)
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    const ended = new AbortController()
    pause(farewell, ended.signal).then(() => open.forEach((socket) => void socket.destroy()))
    await closed
    ended.abort()
  }
}

/** While the server was busy a request may have come: it is looked for before a connection is taken for idle. */
function closeIfIdle(socket: Socket): void {
  const { bytesRead } = socket
  yieldToEventLoop().then(() => {
    if (socket.bytesRead === bytesRead) socket.destroy()
  })
}

/** In the words of Go's net/http; whoever is in the middle of an answer, or too slow, is told nothing. */
function refuseNonsense({ code, rawPacket }: Nonsense, socket: Socket): void {
  if (!socket.writable || socket.bytesWritten > 0 || code === 'ERR_HTTP_REQUEST_TIMEOUT') return void socket.destroy()
  if (code === 'HPE_INVALID_METHOD' && anyMethod.test(rawPacket?.toString('latin1') ?? '')) {
    refuse(socket, '405 Method Not Allowed', 'application/json', JSON.stringify(wrongMethod().status))
    return
  }
  const status = code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  refuse(socket, status, 'text/plain; charset=utf-8', status)
}

interface Nonsense extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer
}

/** Go takes any token for a method and leaves it to the API server to know none of that name; Node knows a list of them. */
const anyMethod = /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r?\n/

function refuse(socket: Socket, status: string, type: string, text: string): void {
  const head = `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nConnection: close\r\n\r\n`
  socket.end(`${head}${text}`, () => socket.destroy())
}

/** Lets a client go after a time, unless it is told in time (by a call of what is returned) that all is well. */
export function destroyedAfter(client: Writable, time: Millis): () => void {
  const over = new AbortController()
  pause(time, over.signal).then(async () => {
    // While the server was busy the client may have moved.
    if (!over.signal.aborted) await yieldToEventLoop()
    if (!over.signal.aborted) client.destroy()
  })
  return () => over.abort()
}

/** For a watch whose client names no end: any time from the limit to its double (`ListResource` of `handlers/get.go`). */
export const watchTimes =
  ({ watch }: Limits, random: Random): (() => Millis) =>
  () =>
    watch * (1 + random.next())
