import type { KubeObject, ObjectKey } from '../model/objects/object.js'

/** What the store holds at one revision. Everything that only looks at a cluster is given one of these. */
export interface Reader {
  /** The revision of the newest change, as resourceVersions count. */
  readonly revision: number
  get<T extends KubeObject = KubeObject>(key: ObjectKey): T | undefined
  /** Objects of a resource in key order, of one namespace or (undefined) of all. */
  list<T extends KubeObject = KubeObject>(resource: string, namespace?: string): T[]
  /** Objects that an index files under a value, in key order. */
  select<T extends KubeObject = KubeObject>(index: Index, value: string): T[]
}

/**
 * A secondary index, declared as a constant by whoever needs it; the store builds it at its first use and keeps it up
 * to date from then on.
 */
export interface Index {
  /** Unique, and telling: `pods by node`. */
  readonly name: string
  /** The resource it covers; undefined for every resource. */
  readonly resource?: string
  /** The values an object is filed under. */
  values(object: KubeObject): readonly string[]
  /**
   * A text that the JSON of every object filed under the value contains. With it a few values can be looked up in a
   * large file without parsing the objects that do not match.
   */
  hint?(value: string): string
  /**
   * The values, read off the JSON of an object without parsing it; undefined where that does not tell them. With it the
   * index of a large file is made in a fraction of the time. Only ASCII can be relied on in the text.
   */
  valuesInJson?(json: string): readonly string[] | undefined
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface Change {
  readonly revision: number
  readonly type: ChangeType
  readonly key: ObjectKey
  /** After the change; for DELETED the last state, with the revision of the deletion. */
  readonly object: KubeObject
  /** Before the change; absent for ADDED (and for changes read back from a file). */
  readonly previous?: KubeObject
}

/** Revisioned objects and the log of their changes. Only `api/` writes to it. */
export interface Store extends Reader {
  /**
   * Stores the object at the next revision, which becomes its `metadata.resourceVersion`. Takes ownership: the caller
   * must not touch the object again, nor its metadata, which may be those of the version before but nobody else's.
   */
  put(key: ObjectKey, object: KubeObject): KubeObject
  remove(key: ObjectKey): KubeObject | undefined
  /** Changes after a revision, oldest first; undefined when the log no longer reaches back that far (HTTP 410). */
  changesSince(revision: number): readonly Change[] | undefined
  /** Whoever must not miss a change has seen all until this revision: of older ones as many are kept as there is room for. */
  seen(revision: number): void
}
