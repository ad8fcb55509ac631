import type { Instant, Millis } from '../model/objects/object.js'

/**
 * Cluster time, for a cluster that has been settled until an instant. `wall` follows the machine's clock; `virtual`
 * stands still until something waits or moves it, so it shows that instant itself.
 */
export interface Clock {
  readonly mode: 'wall' | 'virtual'
  /** Never earlier than `settled`, even when somebody has put the machine's clock back. */
  now(settled: Instant): Instant
  /** Returns when it may be `at`: a wall clock sleeps (until the signal at most), a virtual one is there at once. */
  waitUntil(at: Instant, signal?: AbortSignal): Promise<void>
}

/** setTimeout counts in 32 bits; longer sleeps are slept in pieces. */
const LONGEST_TIMER: Millis = 2 ** 31 - 1

/** A clock that shows what the machine's shows, `ahead` of it by what it has been advanced. */
export function wallClock(ahead: Millis): Clock {
  const now = () => Date.now() + ahead
  return {
    mode: 'wall',
    now: (settled) => Math.max(settled, now()),
    async waitUntil(at, signal) {
      while (now() < at && !signal?.aborted) await pause(at - now(), signal)
    },
  }
}

export const virtualClock: Clock = {
  mode: 'virtual',
  now: (settled) => settled,
  waitUntil: async () => {},
}

/** The machine's own time, for what is about this machine and not about the cluster. */
export function machineTime(): Instant {
  return Date.now()
}

/** Sleeps; ends early, without an error, when the signal is aborted. */
export function pause(length: Millis, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.min(length, LONGEST_TIMER))
    signal?.addEventListener('abort', done)
  })
}

/** Lets whatever else the process has to do (signals, input) happen first. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Does something again and again by the machine's time, as long as the process has anything else to do. Returns how to end it. */
export function pulse(length: Millis, beat: () => void): () => void {
  const timer = setInterval(beat, length)
  timer.unref()
  return () => clearInterval(timer)
}
