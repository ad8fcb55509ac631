import type { Instant, Millis } from '../../model/objects/object.js'
import type { HttpRequest, HttpResponse } from '../../network/contract.js'
import type { RuntimeWorld } from '../containers/world.js'

/** The API server as programs in the cluster reach it. Always has an answer, be it that something went wrong. */
export type ApiServer = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>

/** A cluster over a length of time, for sessions that last (exec, attach, logs -f, curl). `cluster/` implements it. */
export interface Host {
  now(): Instant
  /** What the API server answers to a program; absent where nobody speaks its protocol. */
  readonly api?: ApiServer
  /** Takes the state up, runs what is due, does the work on it, saves it and lets go. */
  transact<T>(work: (world: RuntimeWorld) => T): Promise<T>
  /** Returns when the clock shows `at`: a wall clock sleeps, a virtual one jumps from event to event. Holds no lock. */
  waitUntil(at: Instant, signal?: AbortSignal): Promise<void>
  /**
   * Returns when something in the cluster has changed since the last transaction (or since this was last called), when the
   * clock shows `until`, or when the signal is aborted, whichever comes first. A virtual clock stands still for `jumpDelay` before each jump, so that
   * whoever has seen enough can leave.
   */
  changed(until: Instant | undefined, signal?: AbortSignal, jumpDelay?: Millis): Promise<void>
}
