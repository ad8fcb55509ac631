import type { Instant, ObjectKey } from '../model/object.js'

/** A reconciliation that is due at an instant. Plain data, so that it can lie in the state file. */
export interface Wakeup {
  readonly at: Instant
  /** Breaks ties between wakeups of one instant, so that the order is total. */
  readonly sequence: number
  readonly controller: string
  readonly key: ObjectKey
}
