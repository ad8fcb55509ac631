import { type Duplex, duplexPair } from 'node:stream'
import type { Cluster } from '../../../src/index.js'
import { answerOf, requestOf, unanswered } from './asked.js'
import { bytesOf } from './bytes.js'
import type { Call, Observer } from './call.js'
import { lengthOf } from './frames.js'
import type { ObservedServer } from './observed-server.js'
import type { Asking, Closing, Event, Opening } from './recording.js'
import { Tags } from './tags.js'

/** When nothing has moved for so long, nothing will. */
const standstill = 10_000

interface Stream {
  readonly call: Call
  readonly client: Duplex
  /** The server's end of the connection. */
  readonly far: Duplex
  /** How many bytes kubectl has heard of it. */
  heard: number
}

/** Does what kubectl did, one thing after the other, each when kubectl had heard as much as it had then. */
export class Player implements Observer {
  private readonly beginning: number
  private readonly streams = new Map<number, Stream>()
  private readonly tags = new Tags()
  private latest: Call | undefined
  private wake: () => void = () => {}

  constructor(private readonly cluster: Cluster) {
    this.beginning = cluster.now()
  }

  began(call: Call): void {
    this.latest = call
    this.wake()
  }

  hears(_call: Call, bytes: Buffer): Buffer {
    return bytes
  }

  answers(): void {}

  moved(): void {
    this.wake()
  }

  /** Returns the first difference between what is answered and what was. */
  async play(events: readonly Event[], server: ObservedServer): Promise<string | undefined> {
    for (const event of events) {
      const difference = (await this.hear(event)) ?? (await this.happen(event, server))
      if (difference !== undefined) return difference
    }
    return undefined
  }

  private async hear({ heard = {} }: Event): Promise<string | undefined> {
    for (const [number, length] of Object.entries(heard)) {
      const stream = this.streams.get(Number(number))!
      const { call } = stream
      stream.heard = length
      await this.until(() => lengthOf(call) >= length || call.over !== undefined)
      if (lengthOf(call) < length) return `less is said to ${nameOf(call)}`
    }
    return undefined
  }

  private async happen(event: Event, server: ObservedServer): Promise<string | undefined> {
    if ('ask' in event) return this.ask(event, server)
    if ('open' in event) return this.open(event, server)
    if ('close' in event) return this.close(event)
    if ('send' in event) return void this.streams.get(event.to)!.client.write(bytesOf(event.send))
    const length = this.beginning + event.leap - this.cluster.now()
    if (length < 0) return `the cluster's time is further on by ${-length} ms`
    await this.cluster.advance(length)
    return undefined
  }

  private async ask(asking: Asking, server: ObservedServer): Promise<string | undefined> {
    const stream = await this.connect(asking.ask, asking, server)
    if (stream === undefined) return `there is no answer to ${asking.ask}`
    await this.until(() => stream.call.over !== undefined)
    return this.answered(stream, asking.answer)
  }

  private async open(opening: Opening, server: ObservedServer): Promise<string | undefined> {
    const stream = await this.connect(opening.open, opening, server)
    if (stream === undefined) return `there is no answer to ${opening.open}`
    this.streams.set(opening.stream, stream)
    return undefined
  }

  private async close({ close, by, answer }: Closing): Promise<string | undefined> {
    const stream = this.streams.get(close)!
    this.streams.delete(close)
    const { call } = stream
    await this.until(() => call.over !== undefined || (by === 'client' && hasBegun(call, answer)))
    return this.answered(stream, answer, by === 'client' ? stream.heard : undefined)
  }

  /** Hangs up, and compares. */
  private async answered({ call, client, far }: Stream, wanted: string, heard?: number): Promise<string | undefined> {
    if (call.over === 'ended' && !call.upgraded) await call.settled
    client.destroy()
    far.destroy()
    await call.settled
    this.tags.learn(call)
    const answer = answerOf(call, heard)
    return answer === wanted ? undefined : `the answer is ${answer} instead of ${wanted} to ${nameOf(call)}`
  }

  /** Sends a request over a connection of its own, which needs no network. */
  private async connect(
    asked: string,
    { headers = {}, body }: Asking | Opening,
    server: ObservedServer,
  ): Promise<Stream | undefined> {
    const [client, far] = duplexPair()
    this.latest = undefined
    client.resume()
    server.connect(far)
    client.write(requestOf(asked, this.tags.show(asked, headers), body === undefined ? undefined : bytesOf(body)))
    await this.until(() => this.latest !== undefined)
    return this.latest && { call: this.latest, client, far, heard: 0 }
  }

  private async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      let timer: NodeJS.Timeout | undefined
      const moved = await new Promise<boolean>((resolve) => {
        this.wake = () => resolve(true)
        timer = setTimeout(() => resolve(false), standstill)
      })
      clearTimeout(timer)
      if (!moved) return
    }
  }
}

const hasBegun = ({ answering, upgraded }: Call, answer: string) => answering || upgraded || answer === unanswered

const nameOf = ({ asked: { method, target } }: Call) => `${method} ${target}`
