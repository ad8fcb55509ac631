import type { Change } from '../store.js'

/** How many changes are remembered; whoever falls further behind must look at everything anew. */
const REMEMBERED = 65_536

/** The newest changes, one a revision. */
export interface ChangeLog {
  /** Of the newest change. */
  readonly revision: number
  readonly length: number
  add(change: Change): void
  /** Changes after a revision, oldest first; undefined when the log does not reach back that far. */
  since(revision: number): readonly Change[] | undefined
}

export function createChangeLog(revision: number, earlier: readonly Change[]): ChangeLog {
  let changes: Change[] = [...earlier]
  let newest = revision
  return {
    get revision() {
      return newest
    },
    get length() {
      return changes.length
    },
    add(change) {
      if (changes.length >= 2 * REMEMBERED) changes = changes.slice(-REMEMBERED)
      changes.push(change)
      newest = change.revision
    },
    since(after) {
      if (after > newest) return undefined
      const count = newest - after
      return count > changes.length ? undefined : changes.slice(changes.length - count)
    },
  }
}
