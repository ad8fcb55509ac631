import type { Instant } from '../model/object.js'

/** Cluster time. `wall` follows the machine's clock; `virtual` stands still until something waits or moves it. */
export interface Clock {
  readonly mode: 'wall' | 'virtual'
  now(): Instant
  /** Returns when the clock shows `at`: a wall clock sleeps (until the signal at most), a virtual one jumps. */
  reach(at: Instant, signal?: AbortSignal): Promise<void>
}
