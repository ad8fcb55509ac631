/**
 * What signals do. A command that works is ended by them as any program is: its cluster stays as it was last saved, and
 * nothing that it may be busy with stands in the way. One that waits hears of them instead, and ends well; when it is busy
 * again for longer than a moment, it is as before.
 */
import type { Millis } from '../model/objects/object.js'
import { pulse } from '../simulation/clock.js'
import type { endWhenDeaf, Listening } from './deafness.js'

/** Exit codes of a program that a signal has ended: 128 and the signal's number. */
const INTERRUPTED = 130
const codes = { SIGHUP: 129, SIGINT: INTERRUPTED, SIGTERM: 143 } as const
type Signal = keyof typeof codes
const signals = Object.keys(codes) as Signal[]

/**
 * What a command that is told to end has for it: every one ends within a second, also one that hears of signals between its
 * slices of work but does not ask whether it is to stop, as with a year of a cluster's time. Nothing is lost: what is saved of
 * a cluster is that before or after.
 */
const GRACE: Millis = 700

/** The process, or what stands for it. */
interface Signalled extends Listening {
  listenerCount(signal: Signal): number
  exit(code: number): unknown
}

export interface Interruption {
  /** Aborted, with the exit code as the reason, when the command is to end. */
  readonly signal: AbortSignal
  /** Whether the process hears of signals by now. */
  readonly listens: boolean
  listen(): void
  /** The process listens while something is waited for, and not for longer than that. */
  listenDuring<T>(waiting: () => Promise<T>): Promise<T>
  stop(code: number): void
  /** While a session has the terminal, Ctrl-C is its own. */
  takeInterrupts(handler: () => void): () => void
}

/**
 * The first Ctrl-C stops the command, the second ends one that has not noticed; unless a session takes them. So does
 * SIGTERM and SIGHUP, which no session takes: whoever sends them wants the program gone, with all saved. A command that is
 * `idle`, since it waits for its input or for a reader of its output, ends at once.
 */
export function interruption(process: Signalled, idle: () => boolean, watch: typeof endWhenDeaf): Interruption {
  const stop = new AbortController()
  const handlers: (() => void)[] = []
  let listens = false
  const end = (code: number) => {
    if (stop.signal.aborted || idle()) process.exit(code)
    tell(code)
  }
  const tell = (code: number) => {
    stop.abort(code)
    pulse(GRACE, () => process.exit(code))
  }
  const hear = (signal: Signal) => {
    const handler = signal === 'SIGINT' ? handlers.at(-1) : undefined
    if (handler !== undefined) handler()
    else end(codes[signal])
  }
  const hearAll = () => {
    for (const signal of signals) if (process.listenerCount(signal) === 0) process.on(signal, () => hear(signal))
  }
  const listen = () => {
    if (listens) return
    listens = true
    hearAll()
    watch(process, signals, hearAll)
  }
  return {
    signal: heeded(stop.signal, listen),
    get listens() {
      return listens
    },
    listen,
    async listenDuring(waiting) {
      hearAll()
      try {
        return await waiting()
      } finally {
        if (!listens) for (const signal of signals) process.removeAllListeners(signal)
      }
    },
    stop: tell,
    takeInterrupts(handler) {
      listen()
      handlers.push(handler)
      return () => {
        handlers.splice(handlers.indexOf(handler), 1)
      }
    },
  }
}

/** A signal that tells when somebody heeds it for the first time: asks whether he is to stop, or wants to be told. */
function heeded(signal: AbortSignal, first: () => void): AbortSignal {
  const aborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')!.get!
  return Object.defineProperties(signal, {
    aborted: {
      get() {
        first()
        return aborted.call(signal)
      },
    },
    addEventListener: {
      value(...args: Parameters<AbortSignal['addEventListener']>) {
        first()
        AbortSignal.prototype.addEventListener.apply(signal, args)
      },
    },
  })
}
