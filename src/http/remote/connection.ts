import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import type { VersionInfo } from '../../api/contract/client.js'
import { ConnectionError, UsageError } from '../../api/contract/errors.js'
import { readJson, writeJson } from '../../model/json/exact-json.js'
import type { Instant, Millis } from '../../model/objects/object.js'
import { clockHeader, type Greeting, greetingPath } from '../exchange/own-protocol.js'
import { userAgent } from '../exchange/user-agent.js'
import { refusalOf, textOf, warningsOf } from './answers.js'
import { ServerClock } from './clock.js'
import { type Destination, headersFor, tlsOptions } from './destination.js'
import { unreachable } from './unreachable.js'

export interface Call {
  readonly method?: string
  /** With its query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** The body as it is to be sent, instead of a value. */
  readonly text?: string
  readonly signal?: AbortSignal
  /** How long to wait for the other end to say something; forever without a word. */
  readonly timeout?: Millis
}

/** How long client-go lets a connection take (`net.Dialer` of its transport). */
const dialTimeout: Millis = 30_000

/** What to say of a server that has gone; `changing`: from it something has been wanted that may have been done. */
export type Lost = (changing: boolean) => Error

interface Transport {
  readonly request: (url: string, options: RequestOptions) => ClientRequest
  readonly agent: Agent
}

/** Requests to one server, over connections that are kept for the next ones. */
export class Connection {
  #destination: Destination
  readonly #base: string
  readonly #warn: (text: string) => void
  readonly #clock = new ServerClock()
  #transport: Promise<Transport> | undefined
  #version: VersionInfo | undefined
  /** Why there is no talking to the server. */
  #failure: Error | undefined
  readonly #lost: Lost | undefined

  /** `lost`: without it a server that has gone is told of as kubectl does. */
  constructor(destination: Destination, warn: (text: string) => void, lost?: Lost) {
    this.#destination = destination
    this.#base = destination.server.replace(/\/+$/, '')
    this.#warn = warn
    this.#lost = lost
  }

  /** The address as the user knows it. */
  get address(): string {
    return this.#base
  }

  now(): Instant {
    return this.#clock.now()
  }

  /** Takes in the time that the server has told by the way. */
  hear(clock: unknown): void {
    this.#clock.hear(clock)
  }

  /**
   * Asks the server who it is and what time its cluster has. What stands in the way is told by the first request that is
   * made: some commands make none.
   */
  async greet(): Promise<void> {
    try {
      const response = await this.#send({ path: '/version', timeout: dialTimeout })
      const text = await textOf(response)
      if (!this.#clock.hear(response.headers[clockHeader])) throw foreign(this.#base, text)
      this.#version = JSON.parse(text) as VersionInfo
    } catch (error) {
      this.#failure = error as Error
    }
  }

  /** The same of a server for commands: who it is, and what it serves; undefined when there is no talking to it. */
  async greeting(): Promise<Greeting | undefined> {
    try {
      const response = await this.#send({ path: greetingPath, timeout: dialTimeout })
      const text = await textOf(response)
      if (response.statusCode !== 200 || !this.#clock.hear(response.headers[clockHeader])) return undefined
      const greeting = JSON.parse(text) as Greeting
      this.#version = greeting.version
      return greeting
    } catch {
      return undefined
    }
  }

  /** From now on every request says this as well. */
  say(headers: NonNullable<Destination['headers']>): void {
    this.#destination = { ...this.#destination, headers: { ...this.#destination.headers, ...headers } }
  }

  /** The pieces of an answer, to its end. */
  async *whole<T>(pieces: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* pieces
    } catch (error) {
      throw this.unreachable(error as Error)
    }
  }

  /** To be called when the server has ended something that might have gone on: throws if it was because the server has gone. */
  async stay(): Promise<void> {
    if (this.#lost !== undefined) await this.#send({ path: '/version' })
  }

  /** Throws when there is no talking to the server. */
  get version(): VersionInfo {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#version === undefined) throw new Error('the server has not been greeted')
    return this.#version
  }

  /** The object that a request is answered with. Throws ApiErrors and ConnectionErrors. */
  async object<T>(call: Call): Promise<T> {
    const response = await this.stream(call)
    const text = await textOf(response).catch((error: Error) => {
      throw this.unreachable(error, call)
    })
    return readJson(text) as T
  }

  /** An answer as it comes. */
  async stream(call: Call): Promise<IncomingMessage> {
    if (this.#failure !== undefined) throw this.#failure
    const response = await this.#send(call)
    this.#clock.hear(response.headers[clockHeader])
    for (const text of warningsOf(response)) this.#warn(text)
    if ((response.statusCode ?? 0) >= 300) throw await refusalOf(response)
    return response
  }

  /** A connection that speaks another protocol from now on, and what has come over it already. */
  async upgrade(call: Call, protocol: string): Promise<{ socket: Socket; head: Buffer }> {
    if (this.#failure !== undefined) throw this.#failure
    const request = await this.#request(call, { Connection: 'Upgrade', Upgrade: protocol })
    return new Promise((resolve, reject) => {
      request.on('upgrade', (_response, socket, head) => resolve({ socket: socket as Socket, head }))
      request.on('response', (response) => refusalOf(response).then(reject, reject))
      request.on('error', (error) => reject(this.unreachable(error)))
      request.end()
    })
  }

  /** A request of somebody else's that has only been begun. */
  begin(call: Call): Promise<ClientRequest> {
    if (this.#failure !== undefined) throw this.#failure
    return this.#request(call, {})
  }

  /** What a WebSocket to the server needs. */
  get socketOptions() {
    if (this.#failure !== undefined) throw this.#failure
    return { ...tlsOptions(this.#destination), headers: headersFor(this.#destination) }
  }

  close(): void {
    this.#transport?.then(({ agent }) => agent.destroy())
  }

  async #send(call: Call, again = true): Promise<IncomingMessage> {
    const body = call.text ?? (call.body === undefined ? undefined : writeJson(call.body))
    const request = await this.#request(call, {
      'User-Agent': userAgent,
      ...(body === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': `${Buffer.byteLength(body)}` }),
    })
    try {
      return await new Promise((resolve, reject) => {
        request.on('response', resolve)
        request.on('error', reject)
        request.on('timeout', () => request.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })))
        request.end(body)
      })
    } catch (error) {
      // A kept connection may have been closed at its other end just now; what only reads can be asked anew.
      const stale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
      if (again && stale && (call.method ?? 'GET') === 'GET') return this.#send(call, false)
      throw this.unreachable(error as Error, call)
    }
  }

  async #request(
    { method = 'GET', path, headers, signal, timeout }: Call,
    own: Record<string, string>,
  ): Promise<ClientRequest> {
    this.#transport ??= transportTo(this.#destination)
    const { request, agent } = await this.#transport
    return request(this.#base + path, {
      method,
      agent,
      headers: { Accept: 'application/json', ...headersFor(this.#destination), ...own, ...headers },
      ...(signal === undefined ? {} : { signal }),
      ...(timeout === undefined ? {} : { timeout }),
    })
  }

  /** A session that has ended without a word. */
  cutOff(): Error {
    return this.#lost?.(true) ?? new ConnectionError('error: unexpected EOF')
  }

  /** What has happened to a request, for the user. */
  unreachable(error: Error, { method = 'GET' }: Pick<Call, 'method'> = {}): Error {
    if (error.name === 'AbortError') return error
    return this.#lost?.(method !== 'GET') ?? unreachable(this.#base, error)
  }
}

async function transportTo(destination: Destination): Promise<Transport> {
  if (destination.server.startsWith('https:')) {
    const { request, Agent } = await import('node:https')
    return { request, agent: new Agent({ keepAlive: true, ...tlsOptions(destination) }) }
  }
  const { request, Agent } = await import('node:http')
  return { request, agent: new Agent({ keepAlive: true }) }
}

function foreign(address: string, said: string): UsageError {
  const [, version] = /"gitVersion": *"([^"]{1,64})"/.exec(said) ?? []
  const what =
    version === undefined ? 'is no kubesim server' : `is no kubesim server but a cluster of its own, ${version}`
  return new UsageError(`${address} ${what}: use kubectl for it`)
}
