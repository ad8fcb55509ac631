import type { Instant, Millis, ObjectKey } from '../../model/objects/object.js'
import type { Wakeup } from '../../simulation/wakeups.js'

/**
 * How many reconciliations of one key a second may take. A deployment whose ten thousand pods come at one instant is looked at
 * some dozens of times, since whatever else changes until its turn is seen then; one whose pods come at every millisecond, some
 * thousands.
 */
export const MOST_RECONCILIATIONS = 5_000
/** How long a key is left alone that was looked at more often: loops that fight each other take so much, and no more. */
const CALM: Millis = 60_000
const WINDOW: Millis = 1_000

/** Two loops that undo each other's work, or one that is never content. */
export class RestlessError extends Error {}

export const restless = (most: number, pause: Millis) =>
  new RestlessError(`looked at ${most} times within a second; it is left alone for ${pause / 1000} s`)

/**
 * Storms of wakeups. In a real cluster each round of two loops that fight takes its time; here it takes none, and they would
 * go on at one instant for ever. So a key that comes up too often is put off, and time can go on.
 */
export interface Storms {
  /** Whether a key has come up too often by now; counts that it has come up once more. */
  reaches(wakeup: Wakeup, now: Instant): boolean
  /** For how long it is left alone, whatever changes meanwhile. */
  putOff(wakeup: Wakeup): Millis
  isPutOff(controller: string, key: ObjectKey): boolean
  end(): void
}

export function createStorms(most: number): Storms {
  const counts = new Map<string, Map<ObjectKey, number>>()
  const putOff = new Map<string, Set<ObjectKey>>()
  let since = Number.NEGATIVE_INFINITY
  return {
    reaches({ controller, key }, now) {
      putOff.get(controller)?.delete(key)
      if (now >= since + WINDOW) {
        counts.clear()
        since = now
      }
      let own = counts.get(controller)
      if (own === undefined) {
        own = new Map()
        counts.set(controller, own)
      }
      const count = (own.get(key) ?? 0) + 1
      own.set(key, count)
      return count > most
    },
    putOff({ controller, key }) {
      const own = putOff.get(controller)
      if (own === undefined) putOff.set(controller, new Set([key]))
      else own.add(key)
      counts.get(controller)?.delete(key)
      return CALM
    },
    isPutOff: (controller, key) => putOff.size > 0 && putOff.get(controller)?.has(key) === true,
    end() {
      counts.clear()
      putOff.clear()
    },
  }
}
