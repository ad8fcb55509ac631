import type { WatchEvent, WatchQuery } from '../../api/contract/client.js'
import { apiVersionOf } from '../../api/contract/names.js'
import { expired, wrongMethod } from '../../api/contract/status-errors.js'
import type { Table } from '../../api/contract/table.js'
import type { Reading } from '../../api/requests/reading.js'
import { type KubeObject, keyParts, type ObjectKey } from '../../model/objects/object.js'
import { pause } from '../../simulation/clock.js'
import type { Change } from '../../store/store.js'
import type { Engine } from '../session/engine.js'
import type { Session } from '../session/session.js'

/** What a watch has told its reader so far: the objects that its query selects. */
type Known = Map<ObjectKey, KubeObject>

/** Follows the objects of a query. A watch that has fallen too far behind tells what differs now. */
export function watch(session: Session, query: WatchQuery): AsyncIterable<WatchEvent> {
  return follow(session, query, (api, object) => api.shown(query.resource, object), bookmarkOf(query))
}

/** An object of the kind that says nothing but how far the watch has come. */
const bookmarkOf =
  ({ resource }: WatchQuery) =>
  (resourceVersion: string): KubeObject => ({
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: { resourceVersion } as KubeObject['metadata'],
  })

/** The same, each object as a table of one row. */
export async function* watchTable(session: Session, query: WatchQuery): AsyncGenerator<WatchEvent<Table>> {
  const { resource } = query
  const columns = await session.read(({ api }) => api.columns(resource))
  const marked = bookmarkOf(query)
  const bookmark = (resourceVersion: string): Table => ({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion },
    columnDefinitions: [],
    rows: [{ cells: [], object: marked(resourceVersion) }],
  })
  const row = (api: Reading, object: KubeObject): Table => ({
    ...api.tableOf(resource, [object], columns),
    metadata: { resourceVersion: object.metadata.resourceVersion! },
  })
  yield* follow(session, query, row, bookmark)
}

async function* follow<T>(
  session: Session,
  query: WatchQuery,
  render: (api: Reading, object: KubeObject) => T,
  bookmark: (resourceVersion: string) => T,
): AsyncGenerator<WatchEvent<T>> {
  const { resource, signal, until = Number.POSITIVE_INFINITY } = query
  if (!resource.verbs.includes('watch')) throw wrongMethod()
  const known: Known = new Map()
  // A revision that is still to come is waited for without a word.
  const floor = Number(query.resourceVersion ?? 0)
  let seen: number | undefined
  session.enterWatch()
  try {
    while (!signal?.aborted) {
      const { events, revision, now } = await session.read((engine) => {
        const { api, state } = engine
        const found = seen === undefined ? start(engine, query, known) : since(engine, query, known, seen)
        return {
          events: found.filter(isAfter(floor)).map(({ type, object }) => ({ type, object: render(api, object) })),
          revision: state.store.revision,
          now: state.now,
        }
      })
      seen = revision
      if (events.length > 0) await session.flush()
      yield* events
      if (query.bookmarks === true && revision >= floor) yield { type: 'BOOKMARK', object: bookmark(String(revision)) }
      if (now >= until) return
      await changed(session, seen, until, query)
    }
  } finally {
    await session.leaveWatch()
  }
}

const isAfter =
  (floor: number) =>
  ({ object }: WatchEvent): boolean =>
    floor === 0 || Number(object.metadata.resourceVersion) > floor

/** Returns when there may be something to tell, a bookmark if nothing else. */
async function changed(session: Session, seen: number, until: number, query: WatchQuery): Promise<void> {
  const { signal, jumpDelay, heartbeat } = query
  if (heartbeat === undefined) return session.changed(seen, until, signal, jumpDelay)
  const over = new AbortController()
  const end = () => over.abort()
  signal?.addEventListener('abort', end)
  pause(heartbeat(), over.signal).then(end)
  await session.changed(seen, until, over.signal, jumpDelay)
  end()
  signal?.removeEventListener('abort', end)
}

/** The first events of a watch: what is there, or what has happened since a revision. */
function start(engine: Engine, query: WatchQuery, known: Known): WatchEvent[] {
  const { resourceVersion } = query
  if (resourceVersion === undefined || resourceVersion === '' || resourceVersion === '0') {
    return difference(engine, query, known)
  }
  const revision = Number(resourceVersion)
  if (revision > engine.state.store.revision) {
    learn(engine, query, known)
    return []
  }
  const changes = engine.state.store.changesSince(revision)
  if (changes === undefined) {
    throw expired(`too old resource version: ${resourceVersion} (${engine.state.store.revision})`)
  }
  learn(engine, query, known)
  const matches = engine.api.matcher(query)
  for (const change of concerning(engine, query, changes).reverse()) undo(change, known, matches)
  return since(engine, query, known, revision)
}

function learn(engine: Engine, query: WatchQuery, known: Known): void {
  for (const object of selected(engine, query)) known.set(keyIn(engine, query, object), object)
}

function undo({ type, key, object, previous }: Change, known: Known, matches: (object: KubeObject) => boolean): void {
  const before = type === 'ADDED' ? undefined : (previous ?? object)
  if (before !== undefined && matches(before)) known.set(key, before)
  else known.delete(key)
}

function since(engine: Engine, query: WatchQuery, known: Known, revision: number): WatchEvent[] {
  const changes = engine.state.store.changesSince(revision)
  if (changes === undefined) return difference(engine, query, known)
  const matches = engine.api.matcher(query)
  const events: WatchEvent[] = []
  for (const { type, key, object } of concerning(engine, query, changes)) {
    if (type !== 'DELETED' && matches(object)) {
      events.push({ type: known.has(key) ? 'MODIFIED' : 'ADDED', object })
      known.set(key, object)
      continue
    }
    const last = known.get(key)
    if (!known.delete(key)) continue
    // What is no longer selected goes as it was when it still was (`newCacheWatcher`'s events).
    const gone = type === 'DELETED' || last === undefined ? object : withRevision(last, object)
    events.push({ type: 'DELETED', object: gone })
  }
  return events
}

function withRevision(object: KubeObject, { metadata: { resourceVersion } }: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: resourceVersion! } }
}

function concerning({ api }: Engine, query: WatchQuery, changes: readonly Change[]): Change[] {
  const storage = api.storageOf(query.resource)
  return changes.filter(({ key }) => {
    const { resource, namespace } = keyParts(key)
    return resource === storage && (query.namespace === '' || namespace === query.namespace)
  })
}

/** What has changed between what the reader knows and what is there, when the way between them is no longer known. */
function difference(engine: Engine, query: WatchQuery, known: Known): WatchEvent[] {
  const gone = new Map(known)
  const events: WatchEvent[] = []
  for (const object of selected(engine, query)) {
    const key = keyIn(engine, query, object)
    const before = known.get(key)
    gone.delete(key)
    known.set(key, object)
    if (before === undefined) events.push({ type: 'ADDED', object })
    else if (before.metadata.resourceVersion !== object.metadata.resourceVersion) {
      events.push({ type: 'MODIFIED', object })
    }
  }
  for (const [key, object] of gone) {
    known.delete(key)
    events.unshift({ type: 'DELETED', object })
  }
  return events
}

function selected({ api, state }: Engine, query: WatchQuery): KubeObject[] {
  const namespace = query.namespace === '' ? undefined : query.namespace
  return state.store.list(api.storageOf(query.resource), namespace).filter(api.matcher(query))
}

function keyIn({ api }: Engine, { resource }: WatchQuery, { metadata }: KubeObject): ObjectKey {
  return api.keyOf({ resource, namespace: metadata.namespace ?? '', name: metadata.name })
}
