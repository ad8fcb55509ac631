import type { ResourceInfo, WatchEvent, WatchQuery } from '../api/client.js'
import { ApiError } from '../api/errors.js'
import type { Instant, KubeObject } from '../model/object.js'
import { machineTime, pause } from '../simulation/clock.js'
import type { Answer, Exchange } from './exchange.js'
import type { Representation } from './negotiation.js'
import { checkListOptions, flag, integer, listQuery, revisionOption } from './query.js'
import { represented, shownTable } from './representation.js'

/** How often a client that asks for bookmarks is told how far it has come. */
const betweenBookmarks = 60_000
const initialEventsEnd = 'k8s.io/initial-events-end'

/** A watch: one event a line, until the client goes or the time that it gave is over. */
export async function watching(
  exchange: Exchange,
  resource: ResourceInfo,
  namespace: string,
  name: string | undefined,
  representation: Representation,
): Promise<Answer> {
  const { query } = exchange
  const selected = await watchedBy(exchange, resource, namespace, name)
  const initial = flag(query, 'sendInitialEvents')
  const watch: WatchQuery = {
    ...selected,
    signal: ended(exchange),
    patience: exchange.door.patience,
    ...(flag(query, 'allowWatchBookmarks') ? { bookmarks: true } : {}),
  }
  return { status: 200, type: 'application/json', chunks: lines(exchange, watch, initial, representation) }
}

/** What a watch is of, and from where on. A selector that cannot be read is an error of the request, not one of the stream. */
export async function watchedBy(
  exchange: Exchange,
  resource: ResourceInfo,
  namespace: string,
  name: string | undefined,
): Promise<WatchQuery> {
  const { client, query } = exchange
  const { limit: _, continue: __, revision: ___, ...selected } = listQuery(query, resource, namespace, name)
  checkListOptions(query, true)
  const start = await startOf(exchange)
  if (selected.labelSelector !== undefined || selected.fieldSelector !== undefined) {
    await client.list({ ...selected, limit: 1 })
  }
  return { ...selected, ...(start === undefined ? {} : { resourceVersion: String(start) }) }
}

/** The revision after which a watch begins; undefined: with what is there. */
async function startOf({ query, door }: Exchange): Promise<number | undefined> {
  const revision = revisionOption(query, false)
  if (flag(query, 'sendInitialEvents')) return undefined
  if (revision !== undefined && revision > 0) return revision
  // Whoever wants no initial events begins with what is next.
  return query.has('sendInitialEvents') ? door.cluster.read((reader) => reader.revision) : undefined
}

/**
 * Aborted when the client has gone or `timeoutSeconds` are over. The client counts these by its own clock, which the
 * cluster's need not follow.
 */
function ended({ query, signal }: Exchange): AbortSignal {
  const seconds = integer(query, 'timeoutSeconds')
  if (seconds === undefined || seconds <= 0) return signal
  const over = new AbortController()
  pause(seconds * 1000, signal).then(() => over.abort())
  return over.signal
}

/** The events of a watch, with their objects as the client wants them. */
export async function* shownEvents(
  { client, query }: Exchange,
  watch: WatchQuery,
  representation: Representation,
): AsyncGenerator<WatchEvent<object>> {
  if (representation.as === 'Table') {
    const includeObject = query.get('includeObject')
    for await (const { type, object } of client.watchTable(watch)) {
      yield { type, object: shownTable(object, includeObject, representation.version) }
    }
  } else {
    for await (const { type, object } of client.watch(watch)) {
      yield { type, object: represented(object, representation) as object }
    }
  }
}

async function* lines(
  exchange: Exchange,
  watch: WatchQuery,
  initial: boolean,
  representation: Representation,
): AsyncGenerator<string> {
  const render = representation.as === '' ? renderedOnce : JSON.stringify
  const bookmarks = new Bookmarks(initial)
  try {
    for await (const { type, object } of shownEvents(exchange, watch, representation)) {
      if (type !== 'BOOKMARK') yield `{"type":"${type}","object":${render(object)}}\n`
      else {
        const told = bookmarks.next(object)
        if (told !== undefined) yield `${JSON.stringify({ type, object: told })}\n`
      }
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    yield `${JSON.stringify({ type: 'ERROR', object: error.status })}\n`
  }
}

/** The JSON of what has been told lately: many watches often tell the same objects at the same time. */
const lately = new Map<unknown, string>()
const mostLately = 128

function renderedOnce(object: unknown): string {
  const known = lately.get(object)
  if (known !== undefined) return known
  const text = JSON.stringify(object)
  const [oldest] = lately.keys()
  if (lately.size >= mostLately) lately.delete(oldest)
  lately.set(object, text)
  return text
}

/** Of all the bookmarks that could be told, those that are. */
class Bookmarks {
  private last: Instant = machineTime()

  constructor(private initial: boolean) {}

  next(object: unknown): unknown {
    if (this.initial) {
      this.initial = false
      const { metadata } = object as KubeObject
      return { ...(object as object), metadata: { ...metadata, annotations: { [initialEventsEnd]: 'true' } } }
    }
    if (machineTime() - this.last < betweenBookmarks) return undefined
    this.last = machineTime()
    return object
  }
}
