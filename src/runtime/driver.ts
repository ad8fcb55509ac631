import type { Streams } from '../api/client.js'
import type { Origin } from '../network/contract.js'
import { network } from './applications.js'
import type { Host, RuntimeWorld } from './host.js'
import type { Effect, Run, UnitState } from './programs/effects.js'
import { Pipe } from './shell/plumbing.js'

/** What a running session can do to the world beyond the network. */
export interface Reach {
  readonly origin: Origin
  /** Saves what the program has written to files; called before anyone could look. */
  save(world: RuntimeWorld): void
  /** Whether there is anything to save. */
  dirty(): boolean
  /** A server was started in the session: what it prints and its exit code, or undefined when it runs on. */
  serve?(effect: Extract<Effect, { do: 'serve' }>, world: RuntimeWorld): ServeOutcome | undefined
  signal?(signal: 'TERM' | 'KILL', world: RuntimeWorld): void
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
  readonly reach: Reach
  readonly signal?: AbortSignal
}

/** How long a virtual clock stands still before it moves on for a program that never ends. */
const patience = 2

/** Exit code of a program that was interrupted: 128 and SIGINT. */
const interrupted = 130

/** Runs a program here and now: reads what comes, waits when it sleeps, asks the network as it is at that moment. */
export async function drive(program: Run, options: DriveOptions): Promise<number> {
  const { signal } = options
  const input = createInput(options)
  let result: unknown
  try {
    for (;;) {
      if (signal?.aborted === true) return interrupted
      const step = program.next(result)
      if (step.done === true) return step.value
      result = await perform(step.value, options, input)
    }
  } finally {
    program.return(0)
    await save(options)
    await input.end()
  }
}

async function perform(effect: Effect, options: DriveOptions, input: Input): Promise<unknown> {
  const { host, streams, tty, reach, signal } = options
  if (effect.do === 'write') {
    if (effect.stream === 1 || tty) streams.out(effect.text)
    else streams.err(effect.text)
    return undefined
  }
  await save(options)
  if (effect.do === 'read') return input.read(effect.line)
  if (effect.do === 'sleep') {
    await streams.flush?.()
    await sleep(effect.millis, host, signal)
  }
  if (effect.do === 'ask') return host.transact((world) => network.answer(reach.origin, effect.question, world))
  if (effect.do === 'signal') await host.transact((world) => reach.signal?.(effect.signal, world))
  if (effect.do === 'control') return host.transact((world) => reach.control?.(effect.unit, effect.verb, world))
  return effect.do === 'serve' ? serve(effect, options) : undefined
}

async function save({ host, reach }: DriveOptions): Promise<void> {
  if (reach.dirty()) await host.transact((world) => reach.save(world))
}

async function sleep(millis: number, host: Host, signal: AbortSignal | undefined): Promise<void> {
  if (Number.isFinite(millis)) return host.reach(host.now() + millis, signal)
  while (signal?.aborted !== true) await host.changed(undefined, signal, patience)
}

async function serve(effect: Extract<Effect, { do: 'serve' }>, options: DriveOptions): Promise<number> {
  const { host, streams, tty, reach } = options
  const outcome = await host.transact((world) => reach.serve?.(effect, world))
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
  read(line: boolean): Promise<string | undefined>
  end(): Promise<void>
}

/** Standard input, handed out in chunks or lines as the program asks. */
function createInput({ streams, signal }: DriveOptions): Input {
  const pipe = new Pipe()
  const source = streams.stdin?.[Symbol.asyncIterator]()
  if (source === undefined) pipe.close()
  const aborted = new Promise<undefined>((resolve) => {
    signal?.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  return {
    async read(line) {
      while (!pipe.ready(line)) {
        await streams.flush?.()
        const next = await Promise.race([source?.next(), aborted])
        if (next === undefined || next.done === true) pipe.close()
        else pipe.push(next.value)
      }
      return pipe.take(line)
    },
    async end() {
      if (signal?.aborted !== true) await source?.return?.()
    },
  }
}
