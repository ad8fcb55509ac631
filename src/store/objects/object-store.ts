/**
 * The objects at work: revisions, the log of their changes, and indexes, over a document of which only what is asked for
 * is parsed. Nothing here knows a kind, or writes a file (disks/).
 */
import { type KubeObject, type ObjectKey, resourceIn } from '../../model/objects/object.js'
import { type Document, emptyDocument, renderObject } from '../document/document.js'
import type { Line, Lines } from '../document/lines.js'
import type { Change, Index, Store } from '../store.js'
import { type BuiltIndex, createBuiltIndex, type IndexSource, type RawLine } from './built-index.js'
import { type ChangeLog, createChangeLog } from './change-log.js'
import { createSortedObjects, type SortedObjects } from './sorted-objects.js'
import { weightBeside } from './weight.js'

/** Unread text of this many bytes is looked through before it is parsed. */
const LARGE = 1 << 20
/** A version that takes so many bytes is heavy; how heavy, nobody needs to know. */
const HEAVY = 4 << 20

/** A store over a document of which it parses only what is asked for. */
export interface ObjectStore extends Store {
  /** What differs from the document: lines by key, undefined for what is no longer there. */
  changedLines(): ReadonlyMap<ObjectKey, Buffer | undefined>
  /** Renders some of these, until it is enough; whether that is all. */
  render(enough: () => boolean): boolean
  /** Objects parsed so far. */
  readonly parsed: number
  /** The JSON of a stored object, as it lies in the file or was last saved; undefined when it must be made anew. */
  textOf(object: KubeObject): string | Buffer | undefined
  /** How many changes back changesSince can tell. */
  readonly remembered: number
}

/** `earlier`: changes before the document's revision that the log shall still know, oldest first and without gaps. */
export function createStore(document: Document = emptyDocument(), earlier: readonly Change[] = []): ObjectStore {
  return new LazyStore(document, earlier)
}

class LazyStore implements ObjectStore {
  readonly #lines: Lines
  readonly #log: ChangeLog
  /** Everything read or written so far; null for what is not there. */
  readonly #objects = new Map<ObjectKey, KubeObject | null>()
  /** Keys that differ from the document, with their lines as far as these have been rendered. */
  readonly #written = new Map<ObjectKey, Buffer | undefined>()
  readonly #unrendered = new Set<ObjectKey>()
  /** The JSON of what was written, where it has been rendered. */
  readonly #texts = new WeakMap<KubeObject, Buffer>()
  readonly #byResource = new Map<string, SortedObjects>()
  readonly #indexes = new Map<string, BuiltIndex>()

  constructor(document: Document, earlier: readonly Change[]) {
    this.#lines = document.lines
    this.#log = createChangeLog(document.revision, earlier)
  }

  get revision(): number {
    return this.#log.revision
  }

  get parsed(): number {
    return this.#lines.parsed
  }

  get remembered(): number {
    return this.#log.length
  }

  get<T extends KubeObject>(key: ObjectKey): T | undefined {
    const found = this.#objects.get(key)
    if (found !== undefined) return (found ?? undefined) as T | undefined
    const line = this.#lines.find(key)
    const object = line === undefined ? null : this.#lines.parse(line)
    this.#objects.set(key, object)
    return (object ?? undefined) as T | undefined
  }

  list<T extends KubeObject>(resource: string, namespace?: string): T[] {
    const prefix = namespace === undefined ? `${resource}/` : `${resource}/${namespace}/`
    return this.#objectsOf(resource).list(prefix) as T[]
  }

  select<T extends KubeObject>(index: Index, value: string): T[] {
    let built = this.#indexes.get(index.name)
    if (built === undefined) {
      built = createBuiltIndex(index, this.#source(index))
      this.#indexes.set(index.name, built)
    }
    return built.select(value) as T[]
  }

  put(key: ObjectKey, object: KubeObject): KubeObject {
    const revision = this.#log.revision + 1
    const previous = this.get(key)
    // Metadata may be shared with the version before.
    if (object.metadata === previous?.metadata) object.metadata = { ...object.metadata }
    object.metadata.resourceVersion = String(revision)
    this.#replace(key, previous, object)
    if (previous === undefined) this.#log.add({ revision, type: 'ADDED', key, object }, 0)
    else this.#log.add({ revision, type: 'MODIFIED', key, object, previous }, weightBeside(previous, object, HEAVY))
    return object
  }

  remove(key: ObjectKey): KubeObject | undefined {
    const revision = this.#log.revision + 1
    const previous = this.get(key)
    if (previous === undefined) return undefined
    this.#replace(key, previous, undefined)
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } }
    this.#log.add({ revision, type: 'DELETED', key, object, previous }, weightBeside(previous, undefined, HEAVY))
    return object
  }

  changesSince(revision: number): readonly Change[] | undefined {
    return this.#log.since(revision)
  }

  seen(revision: number): void {
    this.#log.seen(revision)
  }

  textOf(object: KubeObject): string | Buffer | undefined {
    return this.#texts.get(object) ?? this.#lines.textOf(object)
  }

  changedLines(): ReadonlyMap<ObjectKey, Buffer | undefined> {
    this.render(() => false)
    return this.#written
  }

  render(enough: () => boolean): boolean {
    for (const key of this.#unrendered) {
      if (enough()) return false
      this.#unrendered.delete(key)
      const object = this.#objects.get(key)
      if (object) this.#written.set(key, this.#render(key, object))
    }
    return true
  }

  /** As it is written: each save would encode it anew. */
  #render(key: ObjectKey, object: KubeObject): Buffer {
    const bytes = Buffer.from(renderObject(key, object))
    this.#texts.set(object, bytes.subarray(Buffer.byteLength(JSON.stringify(key)) + 1))
    return bytes
  }

  #replace(key: ObjectKey, before: KubeObject | undefined, after: KubeObject | undefined): void {
    const resource = resourceIn(key)
    this.#objects.set(key, after ?? null)
    this.#written.set(key, undefined)
    this.#unrendered.add(key)
    // Few want to see an earlier version, and large ones are kept for long.
    if (before !== undefined) this.#texts.delete(before)
    if (after === undefined) this.#byResource.get(resource)?.delete(key)
    else this.#byResource.get(resource)?.set(key, after)
    for (const index of this.#indexes.values()) {
      const covered = index.definition.resource
      if (covered === undefined || covered === resource) index.changed(key, before, after)
    }
  }

  #readAt(offset: number, key: ObjectKey): KubeObject {
    const object = this.#objects.get(key) ?? this.#lines.parse(this.#lines.at(offset))
    this.#objects.set(key, object)
    return object
  }

  /** All objects of a resource in order, those of the file unread at first. */
  #objectsOf(resource: string): SortedObjects {
    const found = this.#byResource.get(resource)
    if (found !== undefined) return found
    const sorted = createSortedObjects((offset, key) => this.#readAt(offset, key))
    const prefix = `${resource}/`
    for (const line of this.#lines.within(prefix)) {
      if (!this.#written.has(line.key)) sorted.set(line.key, this.#objects.get(line.key) ?? line.start)
    }
    for (const [key, object] of this.#writtenUnder(prefix)) sorted.set(key, object)
    this.#byResource.set(resource, sorted)
    return sorted
  }

  *#writtenUnder(prefix: string): Iterable<readonly [ObjectKey, KubeObject]> {
    for (const key of this.#written.keys()) {
      const object = this.#objects.get(key)
      if (object && key.startsWith(prefix)) yield [key, object]
    }
  }

  *#read(lines: Iterable<Line>): Iterable<readonly [ObjectKey, KubeObject]> {
    for (const line of lines) if (!this.#written.has(line.key)) yield [line.key, this.#readAt(line.start, line.key)]
  }

  *#raw(lines: Iterable<Line>): Iterable<RawLine> {
    for (const line of lines) {
      const { key, start } = line
      if (!this.#written.has(key)) yield { key, offset: start, json: this.#lines.rawJson(line) }
    }
  }

  #source(index: Index): IndexSource {
    const lines = this.#lines
    const prefix = index.resource === undefined ? '' : `${index.resource}/`
    const size = lines.lowerBound(`${prefix}\uffff`) - lines.lowerBound(prefix)
    return {
      isLarge: () => size > LARGE && this.#byResource.get(index.resource ?? '')?.unread !== 0,
      read: (offset, key) => this.#readAt(offset, key),
      written: () => this.#writtenUnder(prefix),
      unwritten: () => this.#read(lines.within(prefix)),
      rawLines: () => this.#raw(lines.within(prefix)),
      hinted: (hint) => [...this.#read(lines.containing(prefix, hint)), ...this.#writtenUnder(prefix)],
    }
  }
}
