import { once } from 'node:events'
import { WebSocket, WebSocketServer } from 'ws'
import type { Streams } from '../api/client.js'
import { ApiError } from '../api/errors.js'
import { badRequest, internalError } from '../api/status-errors.js'
import type { Exchange } from './exchange.js'
import { containerOf } from './logs.js'
import type { ResourcePath } from './paths.js'
import { flag } from './query.js'
import type { Connection } from './streams.js'

/** `k8s.io/apimachinery/pkg/util/remotecommand`: the first byte of a message names its stream. */
const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
/** What a client may send at once. */
const mostBytes = 1024 * 1024
/** What may wait for a slow client before the program has to. */
const mostWaiting = 1024 * 1024

const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: mostBytes,
  perMessageDeflate: false,
  handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
})

/** Serves an exec or attach: runs it with the socket's channels as its streams, and tells at the end how it went. */
export async function openTerminal(exchange: Exchange, path: ResourcePath, connection: Connection): Promise<void> {
  const { headers, query } = exchange
  const { name: container, nodeName } = await containerOf(exchange, path)
  if (!nodeName) throw badRequest(`pod ${path.name} does not have a host assigned`)
  if (headers.upgrade?.toLowerCase() !== 'websocket') throw badRequest('unable to upgrade connection')
  if (path.subresource === 'exec' && query.getAll('command').length === 0) {
    throw badRequest('you must specify at least 1 command for the container')
  }
  const socket = await accept(connection)
  const session = new Session(socket, flag(query, 'stdin'))
  socket.send(Buffer.from([channel.stdout]))
  const result = await run(exchange, path, container, session.streams).catch(statusOf)
  await session.end(result)
}

function accept({ request, socket, head }: Connection): Promise<WebSocket> {
  return new Promise((resolve) => sockets.handleUpgrade(request, socket, head, resolve))
}

type Result = number | undefined | ApiError

async function run(
  { client, query }: Exchange,
  { subresource, namespace, name }: ResourcePath,
  container: string,
  streams: Streams,
): Promise<Result> {
  const process = { namespace, pod: name, container, stdin: flag(query, 'stdin'), tty: flag(query, 'tty') }
  if (subresource === 'attach') return client.attach(process, streams)
  return client.exec({ ...process, command: query.getAll('command') }, streams)
}

const statusOf = (error: unknown): ApiError =>
  error instanceof ApiError ? error : internalError(error instanceof Error ? error.message : String(error))

/** The streams of one process over one socket. */
class Session {
  readonly streams: Streams
  private readonly input: Buffer[] = []
  private open = true
  private wake: (() => void) | undefined

  constructor(
    private readonly socket: WebSocket,
    stdin: boolean,
  ) {
    socket.on('message', (data: Buffer) => this.receive(data))
    socket.on('close', () => this.endInput())
    socket.on('error', () => socket.terminate())
    this.streams = {
      stdin: stdin ? this.chunks() : undefined,
      out: (text) => this.send(channel.stdout, text),
      err: (text) => this.send(channel.stderr, text),
      flush: () => this.drained(),
    }
  }

  async end(result: Result): Promise<void> {
    this.endInput()
    this.send(channel.error, JSON.stringify(endStatus(result)))
    this.socket.close(1000)
    if (this.socket.readyState !== WebSocket.CLOSED) await once(this.socket, 'close')
  }

  private send(to: number, text: string): void {
    if (this.socket.readyState === WebSocket.OPEN)
      this.socket.send(Buffer.concat([Buffer.from([to]), Buffer.from(text)]))
  }

  private receive(data: Buffer): void {
    const rest = data.subarray(1)
    if (data[0] === channel.stdin && this.open && rest.length > 0) this.input.push(rest)
    if (data[0] === channel.close && rest[0] === channel.stdin) this.open = false
    this.wake?.()
  }

  private endInput(): void {
    this.open = false
    this.wake?.()
  }

  private async *chunks(): AsyncGenerator<string> {
    const decoder = new TextDecoder()
    for (;;) {
      const next = this.input.shift()
      if (next !== undefined) yield decoder.decode(next, { stream: true })
      else if (!this.open) return
      else await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  /** A client that does not read holds up its program, not the server. */
  private async drained(): Promise<void> {
    while (this.socket.readyState === WebSocket.OPEN && this.socket.bufferedAmount > mostWaiting) {
      await new Promise<void>((resolve) => this.socket.ping(undefined, undefined, () => resolve()))
    }
  }
}

/** How the process ended, as clients of the error stream read it. */
function endStatus(result: Result): object {
  if (result instanceof ApiError) return result.status
  if (result === undefined || result === 0) return { metadata: {}, status: 'Success' }
  const causes = [{ reason: 'ExitCode', message: String(result) }]
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${result}`,
    reason: 'NonZeroExitCode',
    details: { causes },
  }
}
