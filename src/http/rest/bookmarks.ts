import type { Table } from '../../api/contract/table.js'
import type { Instant, KubeObject, Millis } from '../../model/objects/object.js'

/** How often a client that asks for bookmarks is told how far it has come (`defaultBookmarkFrequency`). */
const betweenBookmarks: Millis = 60_000
/** So long before its end a watch is told once more (`nextBookmarkTime`). */
const beforeTheEnd: Millis = 2_000
const initialEventsEnd = 'k8s.io/initial-events-end'

/**
 * Of all the bookmarks that could be told, those that are: one after the initial events where these were asked for, one a
 * minute, and one just before the end of the watch. Counted by the client's time.
 */
export class Bookmarks {
  private at: Instant

  constructor(
    private readonly now: () => Instant,
    private initial: boolean,
    private readonly end: Instant = Number.POSITIVE_INFINITY,
  ) {
    this.at = this.next()
  }

  /** How long it takes until one is due. */
  wait(): Millis {
    return Math.max(0, this.at - this.now())
  }

  /** What is shown of a bookmark, an object or a table; undefined: nothing. */
  shown(object: object): object | undefined {
    if (this.initial) {
      this.initial = false
      return 'rows' in object ? annotatedTable(object as Table) : annotated(object as KubeObject)
    }
    if (this.now() < this.at) return undefined
    this.at = this.next()
    return object
  }

  private next(): Instant {
    const now = this.now()
    const last = this.end - beforeTheEnd
    const heartbeat = now + betweenBookmarks
    return last > now ? Math.min(last, heartbeat) : heartbeat
  }
}

function annotated(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, annotations: { [initialEventsEnd]: 'true' } } }
}

/** Whatever rows carry of their objects: this one's annotation can be read. */
function annotatedTable(table: Table): Table {
  const { apiVersion, metadata, rows } = table
  const bare = { kind: 'PartialObjectMetadata', apiVersion, metadata } as unknown as KubeObject
  return { ...table, rows: rows.map((row) => ({ ...row, object: annotated(row.object ?? bare) })) }
}
