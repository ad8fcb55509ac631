import type { Cluster } from '../../../src/index.js'
import { answerOf, headersOf } from './asked.js'
import { bytesOf, textOf } from './bytes.js'
import type { Call, Observer } from './call.js'
import { lengthOf, Unmasking } from './frames.js'
import type { Asking, Event } from './recording.js'
import { Tags } from './tags.js'

interface Stream {
  readonly call: Call
  readonly number: number
  readonly isWatch: boolean
  readonly unmasking: Unmasking | undefined
}

/** Writes down what is asked, and in what order it happens. */
export class Recorder implements Observer {
  private readonly beginning: number
  private events: Event[] = []
  private streams = new Map<Call, Stream>()
  private opened = 0
  private readonly tags = new Tags()
  /** What goes on, and how many events there had been when it began. */
  private readonly going = new Map<Call, number>()
  private clock: number
  private problem: string | undefined
  private heard: Record<string, number> = {}

  constructor(private readonly cluster: Cluster) {
    this.beginning = cluster.now()
    this.clock = cluster.now()
  }

  /** What has happened in a command, when its connections are closed. */
  async taken(): Promise<{ events: readonly Event[]; clock: number }> {
    await Promise.all([...this.going.keys()].map(({ settled }) => settled))
    if (this.problem !== undefined) throw new Error(this.problem)
    const events = this.events
    this.events = []
    this.streams.clear()
    this.opened = 0
    this.heard = {}
    return { events, clock: this.cluster.now() - this.beginning }
  }

  began(call: Call): void {
    this.going.set(call, this.events.length)
    if (!goesOn(call)) return
    const { method, target, headers } = call.asked
    const stream = ++this.opened
    this.add({ open: `${method} ${target}`, stream, ...this.headersOf(call) })
    const isWatch = /[?&]watch=(?:true|1)/.test(target)
    const unmasking = headers.upgrade?.toLowerCase() === 'websocket' ? new Unmasking() : undefined
    this.streams.set(call, { call, number: stream, isWatch, unmasking })
  }

  hears(call: Call, bytes: Buffer): Buffer {
    const told = atTime(bytes, this.cluster.now())
    const stream = this.streams.get(call)
    if (stream !== undefined) {
      const shown = stream.unmasking?.take(told) ?? told
      if (shown.length > 0) this.sent(shown, stream.number)
    }
    return told
  }

  answers(call: Call): void {
    if (this.streams.has(call)) this.lookAtClock()
  }

  moved(call: Call): void {
    if (call.over === undefined || !this.going.has(call)) return
    const stream = this.streams.get(call)
    const by = call.over === 'ended' || hasSaidClose(call) ? 'server' : 'client'
    if (stream !== undefined) {
      this.add({ close: stream.number, by, answer: answerOf(call) })
      this.streams.delete(call)
    } else if (by === 'server') {
      const { method, target } = call.asked
      const body = call.heard.length === 0 ? {} : { body: textOf(Buffer.concat(call.heard)) }
      this.answered(call, { ask: `${method} ${target}`, ...this.headersOf(call), ...body, answer: answerOf(call) })
      this.tags.learn(call)
    } else {
      this.problem ??= `kubectl has not waited for the answer to ${call.asked.method} ${call.asked.target}`
    }
    this.going.delete(call)
  }

  /** In how many pieces something is sent is chance. */
  private sent(bytes: Buffer, to: number): void {
    const before = this.events.at(-1)
    this.add({ send: textOf(bytes), to })
    const event = this.events.at(-1)!
    if (before === undefined || !('send' in before) || before.to !== to || event.heard !== undefined) return
    if (this.events.at(-2) !== before) return
    const send = textOf(Buffer.concat([bytesOf(before.send), bytes]))
    this.events.splice(-2, 2, { ...before, send })
  }

  /** What is read side by side has no order; it gets one. */
  private answered(call: Call, event: Asking): void {
    this.add(event)
    let at = this.events.length - 1
    while (at > 0) {
      const before = this.events[at - 1]!
      if (!isReading(event) || !isReading(before) || before.ask <= event.ask) break
      if (at <= this.going.get(call)! && !(isOfGroup(event) && isOfGroup(before))) break
      ;[this.events[at - 1], this.events[at]] = [this.events[at]!, before]
      at--
    }
  }

  private headersOf({ asked }: Call): { headers?: Readonly<Record<string, string>> } {
    const headers = this.tags.hide(asked, headersOf(asked))
    return Object.keys(headers).length === 0 ? {} : { headers }
  }

  private add(event: Event): void {
    this.lookAtClock()
    this.push(event)
  }

  private push(event: Event): void {
    const heard: Record<string, number> = {}
    for (const { call, number } of this.streams.values()) {
      const length = lengthOf(call)
      if (length === (this.heard[number] ?? 0)) continue
      heard[number] = length
      this.heard[number] = length
    }
    this.events.push(Object.keys(heard).length === 0 ? event : { ...event, heard })
  }

  /** With nobody who watches a clock moves by itself: for programs, which wait for as long as they want. */
  private lookAtClock(): void {
    const now = this.cluster.now()
    if (now === this.clock) return
    this.clock = now
    if ([...this.streams.values()].some(({ isWatch }) => isWatch)) this.push({ leap: now - this.beginning })
  }
}

/** Whether other things happen before the answer to it is complete. */
const goesOn = ({ asked, upgraded }: Call) => upgraded || /[?&](?:watch|follow)=(?:true|1)/.test(asked.target)

const isReading = (event: Event): event is Asking & Pick<Event, 'heard'> =>
  'ask' in event && event.ask.startsWith('GET ') && event.heard === undefined

/** What there is in a version of a group: older releases ask for each, a few at a time. */
const isOfGroup = ({ ask }: Asking) => /^GET \/(?:api|apis\/[^/?]+)\/[^/?]+\?timeout=\w+$/.test(ask)

/** Which of them then hangs up first is chance. */
const hasSaidClose = ({ upgraded, said }: Call) => upgraded && Buffer.concat(said).subarray(-4).equals(closeFrame)
const closeFrame = Buffer.from([0x88, 2, 0x03, 0xe8])

/** When something was restarted kubectl tells by its machine's clock: for once that is the cluster's. */
function atTime(bytes: Buffer, now: number): Buffer {
  const text = bytes.toString('latin1')
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')
  const told = text.replace(/(?<="kubectl\.kubernetes\.io\/restartedAt\\?":\\?")[\dT:-]{19}Z(?=\\?")/g, time)
  return told === text ? bytes : Buffer.from(told, 'latin1')
}
