import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex, Writable } from 'node:stream'

/** What was asked. */
export interface Asked {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
}

export interface Observer {
  /** The head of a request is there; its body is still to come. */
  began(call: Call): void
  /**
   * The client has sent something: a piece of the body, or of the stream that the connection has become. What is returned
   * is what the server gets to hear.
   */
  hears(call: Call, bytes: Buffer): Buffer
  /** Before the server sends something. */
  answers(call: Call): void
  /** The server has sent something, or it is over. */
  moved(call: Call): void
}

/** One request and what is answered to it, told as it happens. */
export class Call {
  readonly asked: Asked
  /** Whether the connection has become a stream that goes both ways. */
  readonly upgraded: boolean
  readonly heard: Buffer[] = []
  readonly said: Buffer[] = []
  /** How many bytes have been said. */
  length = 0
  /** Whether the head of the answer is there. */
  answering = false
  status = 0
  headers: OutgoingHttpHeaders = {}
  /** Undefined while it goes on; `ended` by the server, or `left` by the client before. */
  over: 'ended' | 'left' | undefined
  /** When nothing more moves on its connection. */
  readonly settled: Promise<void>
  #settle: () => void = () => {}

  constructor(
    request: IncomingMessage,
    upgraded: boolean,
    private readonly observer: Observer,
  ) {
    this.asked = { method: request.method!, target: request.url!, headers: { ...request.headers } }
    this.upgraded = upgraded
    this.settled = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  /** Listens to a request that is answered in HTTP. */
  static answered(request: IncomingMessage, response: ServerResponse, observer: Observer): Call {
    const call = new Call(request, false, observer)
    const leave = () => {
      call.#head(response)
      call.#over('left')
    }
    const { socket } = request
    const settle = () => {
      socket.off('end', leave)
      call.#settle()
    }
    call.#hear(request)
    call.#speak(response, () => call.#head(response))
    const { writeHead } = response
    response.writeHead = (...given: never[]) => {
      const result = Reflect.apply(writeHead, response, given)
      call.answering = true
      observer.moved(call)
      return result
    }
    // The server ends the answer of whoever asks nothing more, so that it must be known before.
    socket.on('end', leave)
    response.on('finish', settle)
    response.on('close', leave).on('close', settle)
    observer.began(call)
    return call
  }

  /** Listens to a request whose connection becomes a stream. */
  static streamed(request: IncomingMessage, socket: Duplex, observer: Observer): Call {
    const call = new Call(request, true, observer)
    call.#hear(socket)
    call.#speak(socket)
    const leave = () => call.#over('left')
    socket.on('end', leave)
    socket.on('close', leave).on('close', () => call.#settle())
    observer.began(call)
    return call
  }

  #hear(readable: { push(chunk: unknown, encoding?: BufferEncoding): boolean }): void {
    const { push } = readable
    readable.push = (chunk: unknown, encoding?: BufferEncoding) =>
      push.call(readable, chunk instanceof Uint8Array ? this.hear(Buffer.from(chunk)) : chunk, encoding)
  }

  /** The client has sent this; returns what the server gets to hear. */
  hear(bytes: Buffer): Buffer {
    const told = this.observer.hears(this, bytes)
    this.heard.push(told)
    return told
  }

  #speak(writable: Writable, ended: () => void = () => {}): void {
    const { write, end } = writable
    writable.write = (chunk: never, ...rest: never[]) => {
      this.#say(chunk, rest[0])
      return Reflect.apply(write, writable, [chunk, ...rest])
    }
    writable.end = (...given: never[]) => {
      if (given[0] != null && typeof given[0] !== 'function') this.#say(given[0], given[1])
      const result = Reflect.apply(end, writable, given)
      ended()
      this.#over('ended')
      return result
    }
  }

  #say(chunk: string | Uint8Array, encoding: unknown): void {
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : Buffer.from(chunk)
    if (bytes.length === 0) return
    this.observer.answers(this)
    this.said.push(bytes)
    this.length += bytes.length
    this.observer.moved(this)
  }

  #head(response: ServerResponse): void {
    this.status = response.statusCode
    this.headers = response.getHeaders()
  }

  #over(how: 'ended' | 'left'): void {
    if (this.over !== undefined) return
    this.over = how
    this.observer.moved(this)
  }
}
