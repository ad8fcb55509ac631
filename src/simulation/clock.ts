import type { Instant, Millis } from '../model/object.js'

/** Cluster time. `wall` follows the machine's clock; `virtual` stands still until something waits or moves it. */
export interface Clock {
  readonly mode: 'wall' | 'virtual'
  now(): Instant
  /** Returns when the clock shows `at`: a wall clock sleeps (until the signal at most), a virtual one jumps. */
  reach(at: Instant, signal?: AbortSignal): Promise<void>
}

/** setTimeout counts in 32 bits; longer sleeps are slept in pieces. */
const LONGEST_TIMER: Millis = 2 ** 31 - 1

/** A clock that shows what the machine's shows, `ahead` of it by what it has been advanced. */
export function wallClock(ahead: Millis = 0): Clock {
  const now = () => Date.now() + ahead
  return {
    mode: 'wall',
    now,
    async reach(at, signal) {
      while (now() < at && !signal?.aborted) await pause(Math.min(at - now(), LONGEST_TIMER), signal)
    },
  }
}

export function virtualClock(start: Instant): Clock {
  let shows = start
  return {
    mode: 'virtual',
    now: () => shows,
    async reach(at) {
      shows = Math.max(shows, at)
    },
  }
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
    const timer = setTimeout(done, length)
    signal?.addEventListener('abort', done)
  })
}

/** Lets whatever else the process has to do (signals, input) happen first. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
