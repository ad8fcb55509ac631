import type { Streams } from '../../api/contract/client.js'
import type { Millis } from '../../model/objects/object.js'
import type { Answers, Origin, Question } from '../../network/contract.js'
import { machineTime, yieldToEventLoop } from '../../simulation/clock.js'
import { network } from '../containers/applications.js'
import type { RuntimeWorld } from '../containers/world.js'
import { type Effect, Interrupted, type Run, type UnitState } from '../processes/effects.js'
import { OutOfMemory } from '../processes/memory.js'
import { Pipe } from '../processes/pipes.js'
import { Processor, stepsOf } from '../processes/processor-time.js'
import { type Next, outOfMemory, stepping } from '../processes/stepping.js'
import type { Host } from './host.js'

/** What a running session can do to the world beyond the network. */
export interface EffectHandlers {
  readonly origin: Origin
  /** Saves what the program has written to files; called before anyone could look. */
  save(world: RuntimeWorld): void
  /** Whether there is anything to save. */
  dirty(): boolean
  /** A server was started in the session: what it prints and its exit code, or undefined when it runs on. */
  serve?(effect: Extract<Effect, { do: 'serve' }>, world: RuntimeWorld): ServeOutcome | undefined
  signal?(signal: 'TERM' | 'KILL', world: RuntimeWorld): void
  /** The program has been killed since it took too much memory: so are all others of its container. */
  exhausted?(world: RuntimeWorld): void
  control?(unit: string, verb: 'start' | 'stop' | 'status', world: RuntimeWorld): UnitState | undefined
}

export interface ServeOutcome {
  readonly output: readonly { readonly stream: 'stdout' | 'stderr'; readonly text: string }[]
  readonly code: number
}

export interface DriveOptions {
  readonly host: Host
  readonly streams: Streams
  /** A terminal shows both streams as one. */
  readonly tty: boolean
  readonly handlers: EffectHandlers
  readonly signal?: AbortSignal
}

/** How long a virtual clock stands still before it moves on for a program that never ends. */
const jumpDelay = 2

/** Nobody waits for longer than three centuries. */
const FOR_EVER = 10_000_000_000_000

/** Exit code of a program that was interrupted: 128 and SIGINT. */
const INTERRUPTED = 130
/** How many steps a program takes before the process looks up, or how long they may take. */
const STEPS_BETWEEN_YIELDS = 1_000
const LONGEST_BETWEEN_YIELDS: Millis = 20

/** Runs a program here and now: reads what comes, waits when it sleeps, asks the network as it is at that moment. */
export async function drive(program: Run, options: DriveOptions): Promise<number> {
  const interrupts = createInterrupts(options)
  const input = createInput(options.streams)
  const throttle = createThrottle(options)
  let result: unknown
  try {
    for (;;) {
      if (options.signal?.aborted === true) return INTERRUPTED
      const next = stepping(() => (interrupts.take() ? program.throw(new Interrupted()) : program.next(result)))
      if ('end' in next) return await end(next, options)
      const waking = { ...options, signal: interrupts.signal }
      result = await perform(next.effect, waking, input)
      await throttle(next.effect, interrupts.signal)
    }
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED
    if (error instanceof OutOfMemory) return await end({ end: outOfMemory }, options)
    throw error
  } finally {
    interrupts.stop?.()
    program.return(0)
    await save(options)
    if (options.signal?.aborted !== true) await input.end()
  }
}

/** Whoever waits for a session waits some seconds for so many steps; nobody else does, and it ends with him. */
const QUICK = 300_000

/** Lets the process look up now and then, and a program wait that does nothing but work: see `Processor`. */
function createThrottle({ host, streams }: DriveOptions) {
  const processor = new Processor(1, QUICK)
  let steps = 0
  let since = machineTime()
  return async (effect: Effect, signal: AbortSignal | undefined): Promise<void> => {
    if (effect.do === 'sleep' || effect.do === 'read') processor.rest(1)
    const done = stepsOf(effect)
    const took = processor.work(done)
    steps += done
    const rested = steps < STEPS_BETWEEN_YIELDS && machineTime() < since + LONGEST_BETWEEN_YIELDS
    if (rested && took === 0) return
    steps = 0
    await streams.flush?.()
    if (took === 0) await yieldToEventLoop()
    else await spendTime(Math.min(took, LONGEST_WORK), host, signal)
    since = machineTime()
  }
}

/** However long somebody works, he comes by now and then. */
const LONGEST_WORK: Millis = 10_000
/** How much faster a virtual clock is than the machine's while somebody works. */
const CLOCK_SPEEDUP = 10

/** Whoever works takes the time of his cluster, and little of his machine's. */
async function spendTime(length: Millis, host: Host, signal: AbortSignal | undefined): Promise<void> {
  const until = host.now() + length
  while (signal?.aborted !== true && host.now() < until) await host.changed(until, signal, length / CLOCK_SPEEDUP)
}

/** Says how the program has ended. */
async function end({ end: { code, reason }, said = '' }: Ended, options: DriveOptions): Promise<number> {
  const { host, streams, tty, handlers } = options
  if (said !== '') (tty ? streams.out : streams.err)(said)
  if (reason !== undefined) await host.transact((world) => handlers.exhausted?.(world))
  return code
}

type Ended = Extract<Next, { end: unknown }>

/** What wakes a program that waits: Ctrl-C on its terminal, or the end of the session. */
function createInterrupts({ streams, signal }: DriveOptions) {
  let pressed = new AbortController()
  let waking = pressed.signal
  const renew = () => {
    pressed = new AbortController()
    waking = signal === undefined ? pressed.signal : AbortSignal.any([signal, pressed.signal])
  }
  renew()
  return {
    stop: streams.onInterrupt?.(() => pressed.abort()),
    get signal() {
      return waking
    },
    /** Whether Ctrl-C was pressed since it was asked last. */
    take(): boolean {
      if (!pressed.signal.aborted) return false
      renew()
      return true
    },
  }
}

async function perform(effect: Effect, options: DriveOptions, input: Input): Promise<unknown> {
  const { host, streams, tty, handlers, signal } = options
  if (effect.do === 'write') {
    if (effect.stream === 1 || tty) streams.out(effect.text)
    else streams.err(effect.text)
    return undefined
  }
  await save(options)
  if (effect.do === 'read') return input.read(effect.line, signal)
  if (effect.do === 'sleep') {
    await streams.flush?.()
    await sleep(effect.millis, host, signal)
  }
  if (effect.do === 'ask') return ask(effect.question, options)
  if (effect.do === 'signal') await host.transact((world) => handlers.signal?.(effect.signal, world))
  if (effect.do === 'control') return host.transact((world) => handlers.control?.(effect.unit, effect.verb, world))
  return effect.do === 'serve' ? serve(effect, options) : undefined
}

/** The network answers at once; what the API server says takes longer to find out. */
async function ask(question: Question, { host, handlers, signal }: DriveOptions): Promise<Answers[Question['ask']]> {
  const answer = await host.transact((world) => network.answer(handlers.origin, question, world))
  if (question.ask !== 'http' || !('response' in answer) || answer.response.instead !== 'api') return answer
  if (host.api === undefined || question.request.untrusted === true) return answer
  return { ...answer, response: await host.api(question.request, signal) }
}

async function save({ host, handlers }: DriveOptions): Promise<void> {
  if (handlers.dirty()) await host.transact((world) => handlers.save(world))
}

async function sleep(millis: number, host: Host, signal: AbortSignal | undefined): Promise<void> {
  if (millis < FOR_EVER) return host.waitUntil(host.now() + millis, signal)
  while (signal?.aborted !== true) await host.changed(undefined, signal, jumpDelay)
}

async function serve(effect: Extract<Effect, { do: 'serve' }>, options: DriveOptions): Promise<number> {
  const { host, streams, tty, handlers } = options
  const outcome = await host.transact((world) => handlers.serve?.(effect, world))
  for (const { stream, text } of outcome?.output ?? []) {
    if (stream === 'stdout' || tty) streams.out(`${text}\n`)
    else streams.err(`${text}\n`)
  }
  if (outcome !== undefined) return outcome.code
  if (!effect.background) {
    await streams.flush?.()
    await sleep(Number.POSITIVE_INFINITY, host, options.signal)
  }
  return 0
}

interface Input {
  /** Undefined at the end of the input, and when the signal is aborted first. */
  read(line: boolean, signal: AbortSignal | undefined): Promise<string | undefined>
  end(): Promise<void>
}

/** Standard input, handed out in chunks or lines as the program asks. */
function createInput({ stdin, flush }: Streams): Input {
  const pipe = new Pipe()
  const source = stdin?.[Symbol.asyncIterator]()
  if (source === undefined) pipe.close()
  let coming: Promise<IteratorResult<string>> | undefined
  const ended = { done: true, value: undefined } as const
  return {
    async read(line, signal) {
      while (!pipe.ready(line)) {
        await flush?.()
        coming ??= source?.next()
        const next = await Promise.race([coming ?? ended, aborted(signal)])
        if (next === undefined) return undefined
        coming = undefined
        if (next.done === true) pipe.close()
        else pipe.push(next.value)
      }
      return pipe.take(line)
    },
    async end() {
      await source?.return?.()
    },
  }
}

const abortPromises = new WeakMap<AbortSignal, Promise<undefined>>()

function aborted(signal: AbortSignal | undefined): Promise<undefined> {
  if (signal === undefined) return new Promise(() => {})
  const known =
    abortPromises.get(signal) ??
    new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined)
      signal.addEventListener('abort', () => resolve(undefined), { once: true })
    })
  abortPromises.set(signal, known)
  return known
}
