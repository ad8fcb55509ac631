import type { KubeObject, ObjectKey } from '../model/objects/object.js'
import { createShelf, type Shelf } from './shelf.js'
import type { Index } from './store.js'

/** How many values are looked up in a large file's text before all its objects are filed: parsed, or at a glance. */
const LOOKUPS_BEFORE_PARSING = 8
const LOOKUPS_BEFORE_GLANCING = 3

/** An object of the file as its text. */
export interface Glimpse {
  readonly key: ObjectKey
  readonly offset: number
  readonly json: string
}

/** Where an index finds the objects that it has not seen yet: those of the file, and those written since. */
export interface FilingSource {
  written(): Iterable<readonly [ObjectKey, KubeObject]>
  unwritten(): Iterable<readonly [ObjectKey, KubeObject]>
  /** The unwritten ones, unparsed. */
  glimpses(): Iterable<Glimpse>
  read(offset: number, key: ObjectKey): KubeObject
  /** Those whose text may contain the hint: a superset of those filed under the value. */
  hinted(hint: string): Iterable<readonly [ObjectKey, KubeObject]>
  /** Whether the unread part is so large that looking through its text pays. */
  isLarge(): boolean
}

/** One index at work: object lists by value, each made when it is first asked for and kept up to date from then on. */
export interface Filing {
  readonly index: Index
  select(value: string): KubeObject[]
  changed(key: ObjectKey, before: KubeObject | undefined, after: KubeObject | undefined): void
}

export function createFiling(index: Index, source: FilingSource): Filing {
  const shelves = new Map<string, Shelf>()
  const mostLookups = index.glance === undefined ? LOOKUPS_BEFORE_PARSING : LOOKUPS_BEFORE_GLANCING
  let complete = false

  const shelf = (value: string): Shelf => {
    let found = shelves.get(value)
    if (found === undefined) {
      found = createShelf(source.read)
      shelves.set(value, found)
    }
    return found
  }
  const fileAll = () => {
    shelves.clear()
    const file = (key: ObjectKey, object: KubeObject) => {
      for (const value of index.values(object)) shelf(value).set(key, object)
    }
    if (index.glance === undefined || !source.isLarge())
      for (const [key, object] of source.unwritten()) file(key, object)
    else for (const glimpse of source.glimpses()) fileAtAGlance(glimpse)
    for (const [key, object] of source.written()) file(key, object)
    complete = true
  }
  const fileAtAGlance = ({ key, offset, json }: Glimpse) => {
    const values = index.glance?.(json) ?? index.values(source.read(offset, key))
    for (const value of values) shelf(value).set(key, offset)
  }
  const lookUp = (value: string, hint: string) => {
    const found = shelf(value)
    for (const [key, object] of source.hinted(hint)) if (index.values(object).includes(value)) found.set(key, object)
  }

  return {
    index,
    select(value) {
      if (!complete && !shelves.has(value)) {
        if (index.hint === undefined || !source.isLarge() || shelves.size >= mostLookups) fileAll()
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
