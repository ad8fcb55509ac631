import type { Change } from '../store.js'

/** How many changes are remembered; whoever falls further behind must look at everything anew. */
const REMEMBERED = 65_536
/** How much the versions may take that are kept for their sake alone: of large objects not so many changes are remembered. */
const HEAVIEST = 64 * 2 ** 20

/** The newest changes, one a revision. */
export interface ChangeLog {
  /** Of the newest change. */
  readonly revision: number
  readonly length: number
  /** `weight`: the bytes that are kept for its sake. */
  add(change: Change, weight: number): void
  /** Changes after a revision, oldest first; undefined when the log does not reach back that far. */
  since(revision: number): readonly Change[] | undefined
  /** Whoever must not miss a change has seen all until this revision. */
  seen(revision: number): void
}

export function createChangeLog(revision: number, earlier: readonly Change[], heaviest = HEAVIEST): ChangeLog {
  let changes: Change[] = [...earlier]
  let weights = changes.map(() => 0)
  let weight = 0
  let newest = revision
  const forget = (count: number) => {
    for (let at = 0; at < count; at++) weight -= weights[at]!
    changes = changes.slice(count)
    weights = weights.slice(count)
  }
  return {
    get revision() {
      return newest
    },
    get length() {
      return changes.length
    },
    add(change, own) {
      if (changes.length >= 2 * REMEMBERED) forget(changes.length - REMEMBERED)
      changes.push(change)
      weights.push(own)
      weight += own
      newest = change.revision
    },
    since(after) {
      if (after > newest) return undefined
      const count = newest - after
      return count > changes.length ? undefined : changes.slice(changes.length - count)
    },
    seen(until) {
      if (weight <= heaviest) return
      // Down to the half, so that it is not done at each change.
      let left = weight
      let count = 0
      for (; left > heaviest / 2 && count < changes.length - (newest - until); count++) left -= weights[count]!
      forget(count)
    },
  }
}
