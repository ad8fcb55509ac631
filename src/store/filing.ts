import type { KubeObject, ObjectKey } from '../model/object.js'
import { createShelf, type Shelf } from './shelf.js'
import type { Index } from './store.js'

/** How many values are looked up in a large file's text before all its objects are parsed and filed. */
const LOOKUPS_BEFORE_FILING_ALL = 8

/** Where an index finds the objects that it has not seen yet. */
export interface FilingSource {
  /** Every object the index covers, as [key, object]. */
  all(): Iterable<readonly [ObjectKey, KubeObject]>
  /** Those whose text may contain the hint: a superset of those filed under the value. */
  hinted(hint: string): Iterable<readonly [ObjectKey, KubeObject]>
  /** Whether the unread part is so large that looking through its text pays. */
  readonly large: boolean
}

/** One index at work: object lists by value, each made when it is first asked for and kept up to date from then on. */
export interface Filing {
  readonly index: Index
  select(value: string): KubeObject[]
  changed(key: ObjectKey, before: KubeObject | undefined, after: KubeObject | undefined): void
}

const neverUnread = (): never => {
  throw new Error('an index holds read objects only')
}

export function createFiling(index: Index, source: FilingSource): Filing {
  const shelves = new Map<string, Shelf>()
  let complete = false

  const shelf = (value: string): Shelf => {
    let found = shelves.get(value)
    if (found === undefined) {
      found = createShelf(neverUnread)
      shelves.set(value, found)
    }
    return found
  }
  const fileAll = () => {
    shelves.clear()
    for (const [key, object] of source.all()) for (const value of index.values(object)) shelf(value).set(key, object)
    complete = true
  }
  const lookUp = (value: string, hint: string) => {
    const found = shelf(value)
    for (const [key, object] of source.hinted(hint)) if (index.values(object).includes(value)) found.set(key, object)
  }

  return {
    index,
    select(value) {
      if (!complete && !shelves.has(value)) {
        if (index.hint === undefined || !source.large || shelves.size >= LOOKUPS_BEFORE_FILING_ALL) fileAll()
        else lookUp(value, index.hint(value))
      }
      return shelves.get(value)?.list('') ?? []
    },
    changed(key, before, after) {
      const values = after === undefined ? [] : index.values(after)
      if (before !== undefined) {
        for (const value of index.values(before)) if (!values.includes(value)) shelves.get(value)?.delete(key)
      }
      for (const value of values) {
        if (complete) shelf(value).set(key, after!)
        else shelves.get(value)?.set(key, after!)
      }
    },
  }
}
