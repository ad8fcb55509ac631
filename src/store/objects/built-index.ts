import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import type { Index } from '../store.js'
import { createSortedObjects, type SortedObjects } from './sorted-objects.js'

/** How many values are looked up in a large file's text before all its objects are indexed: parsed, or by their text. */
const LOOKUPS_BEFORE_PARSING = 8
const LOOKUPS_BEFORE_SCANNING = 3

/** An object of the file as its text. */
export interface RawLine {
  readonly key: ObjectKey
  readonly offset: number
  readonly json: string
}

/** Where an index finds the objects that it has not seen yet: those of the file, and those written since. */
export interface IndexSource {
  written(): Iterable<readonly [ObjectKey, KubeObject]>
  unwritten(): Iterable<readonly [ObjectKey, KubeObject]>
  /** The unwritten ones, unparsed. */
  rawLines(): Iterable<RawLine>
  read(offset: number, key: ObjectKey): KubeObject
  /** Those whose text may contain the hint: a superset of those that have the value. */
  hinted(hint: string): Iterable<readonly [ObjectKey, KubeObject]>
  /** Whether the unread part is so large that looking through its text pays. */
  isLarge(): boolean
}

/** One index at work: object lists by value, each made when it is first asked for and kept up to date from then on. */
export interface BuiltIndex {
  readonly definition: Index
  select(value: string): KubeObject[]
  changed(key: ObjectKey, before: KubeObject | undefined, after: KubeObject | undefined): void
}

export function createBuiltIndex(index: Index, source: IndexSource): BuiltIndex {
  const entries = new Map<string, SortedObjects>()
  const mostLookups = index.valuesInJson === undefined ? LOOKUPS_BEFORE_PARSING : LOOKUPS_BEFORE_SCANNING
  let complete = false

  const entry = (value: string): SortedObjects => {
    let found = entries.get(value)
    if (found === undefined) {
      found = createSortedObjects(source.read)
      entries.set(value, found)
    }
    return found
  }
  const addAll = () => {
    entries.clear()
    const add = (key: ObjectKey, object: KubeObject) => {
      for (const value of index.values(object)) entry(value).set(key, object)
    }
    if (index.valuesInJson === undefined || !source.isLarge())
      for (const [key, object] of source.unwritten()) add(key, object)
    else for (const line of source.rawLines()) addUnparsed(line)
    for (const [key, object] of source.written()) add(key, object)
    complete = true
  }
  const addUnparsed = ({ key, offset, json }: RawLine) => {
    const values = index.valuesInJson?.(json) ?? index.values(source.read(offset, key))
    for (const value of values) entry(value).set(key, offset)
  }
  const lookUp = (value: string, hint: string) => {
    const found = entry(value)
    for (const [key, object] of source.hinted(hint)) if (index.values(object).includes(value)) found.set(key, object)
  }

  return {
    definition: index,
    select(value) {
      if (!complete && !entries.has(value)) {
        if (index.hint === undefined || !source.isLarge() || entries.size >= mostLookups) addAll()
        else lookUp(value, index.hint(value))
      }
      return entries.get(value)?.list('') ?? []
    },
    changed(key, before, after) {
      const values = after === undefined ? [] : index.values(after)
      if (before !== undefined) {
        for (const value of index.values(before)) if (!values.includes(value)) entries.get(value)?.delete(key)
      }
      for (const value of values) {
        if (complete) entry(value).set(key, after!)
        else entries.get(value)?.set(key, after!)
      }
    },
  }
}
