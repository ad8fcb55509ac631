import type { KubeObject, ObjectKey } from '../model/object.js'
import { createChangeLog } from './change-log.js'
import { type Document, emptyDocument, renderObject } from './document.js'
import { createFiling, type Filing, type FilingSource } from './filing.js'
import { createShelf, type Shelf } from './shelf.js'
import type { Change, Index, Store } from './store.js'

/** Unread text of this many bytes is looked through before it is parsed. */
const LARGE = 1 << 20

/** A store over a document of which it parses only what is asked for. */
export interface ObjectStore extends Store {
  /** What differs from the document: lines by key, undefined for what is no longer there. */
  changedLines(): ReadonlyMap<ObjectKey, string | undefined>
  /** Objects parsed so far. */
  readonly parsed: number
  /** How many changes back changesSince can tell. */
  readonly remembered: number
}

/** `earlier`: changes before the document's revision that the log shall still know, oldest first and without gaps. */
export function createStore(document: Document = emptyDocument(), earlier: readonly Change[] = []): ObjectStore {
  const { lines } = document
  /** Everything read or written so far; undefined for what is not there. */
  const objects = new Map<ObjectKey, KubeObject | undefined>()
  /** Keys that differ from the document, with their lines as far as these have been rendered. */
  const written = new Map<ObjectKey, string | undefined>()
  const shelves = new Map<string, Shelf>()
  const filings = new Map<string, Filing>()
  const log = createChangeLog(document.revision, earlier)

  const read = (key: ObjectKey): KubeObject | undefined => {
    const line = lines.find(key)
    const object = line === undefined ? undefined : lines.parse(line)
    objects.set(key, object)
    return object
  }
  const get = (key: ObjectKey): KubeObject | undefined => objects.get(key) ?? (objects.has(key) ? undefined : read(key))

  const readAt = (offset: number, key: ObjectKey): KubeObject => {
    const object = objects.get(key) ?? lines.parse(lines.at(offset))
    objects.set(key, object)
    return object
  }
  const shelfOf = (resource: string): Shelf => {
    let shelf = shelves.get(resource)
    if (shelf !== undefined) return shelf
    shelf = createShelf(readAt)
    for (const line of lines.within(`${resource}/`)) {
      if (!written.has(line.key)) shelf.set(line.key, objects.get(line.key) ?? line.start)
    }
    for (const key of written.keys()) {
      const object = objects.get(key)
      if (object !== undefined && resourceOf(key) === resource) shelf.set(key, object)
    }
    shelves.set(resource, shelf)
    return shelf
  }

  const sourceOf = (index: Index): FilingSource => {
    const prefix = index.resource === undefined ? '' : `${index.resource}/`
    function* writtenOnes(): Iterable<readonly [ObjectKey, KubeObject]> {
      for (const key of written.keys()) {
        const object = objects.get(key)
        if (object !== undefined && key.startsWith(prefix)) yield [key, object]
      }
    }
    return {
      large: lines.lowerBound(`${prefix}\uffff`) - lines.lowerBound(prefix) > LARGE,
      *all() {
        for (const line of lines.within(prefix)) {
          if (!written.has(line.key)) yield [line.key, readAt(line.start, line.key)]
        }
        yield* writtenOnes()
      },
      *hinted(hint) {
        for (const line of lines.containing(prefix, hint)) {
          if (!written.has(line.key)) yield [line.key, readAt(line.start, line.key)]
        }
        yield* writtenOnes()
      },
    }
  }
  const filingOf = (index: Index): Filing => {
    let filing = filings.get(index.name)
    if (filing === undefined) {
      filing = createFiling(index, sourceOf(index))
      filings.set(index.name, filing)
    }
    return filing
  }

  const replace = (key: ObjectKey, before: KubeObject | undefined, after: KubeObject | undefined) => {
    const resource = resourceOf(key)
    objects.set(key, after)
    written.set(key, undefined)
    if (after === undefined) shelves.get(resource)?.delete(key)
    else shelves.get(resource)?.set(key, after)
    for (const filing of filings.values()) {
      if (filing.index.resource === undefined || filing.index.resource === resource) filing.changed(key, before, after)
    }
  }

  return {
    get revision() {
      return log.revision
    },
    get parsed() {
      return lines.parsed
    },
    get remembered() {
      return log.length
    },
    get: <T>(key: ObjectKey) => get(key) as T | undefined,
    list: <T>(resource: string, namespace?: string) =>
      shelfOf(resource).list(namespace === undefined ? `${resource}/` : `${resource}/${namespace}/`) as T[],
    select: <T>(index: Index, value: string) => filingOf(index).select(value) as T[],
    put(key, object) {
      const previous = get(key)
      const stored = withRevision(object, log.revision + 1)
      replace(key, previous, stored)
      log.add(
        previous === undefined
          ? { revision: log.revision + 1, type: 'ADDED', key, object: stored }
          : { revision: log.revision + 1, type: 'MODIFIED', key, object: stored, previous },
      )
      return stored
    },
    remove(key) {
      const previous = get(key)
      if (previous === undefined) return undefined
      replace(key, previous, undefined)
      const object = withRevision(previous, log.revision + 1)
      log.add({ revision: log.revision + 1, type: 'DELETED', key, object, previous })
      return object
    },
    changesSince: log.since,
    changedLines() {
      for (const [key, text] of written) {
        const object = objects.get(key)
        if (text === undefined && object !== undefined) written.set(key, renderObject(key, object))
      }
      return written
    },
  }
}

function resourceOf(key: ObjectKey): string {
  return key.slice(0, key.indexOf('/'))
}

/** A new object, since metadata may be shared with the version before. */
function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
}
