import type { WatchEvent } from '../../api/contract/client.js'
import { ApiError } from '../../api/contract/errors.js'
import type { Answer as Answered, Content, Options } from '../../api/contract/request.js'
import type { Table } from '../../api/contract/table.js'
import { writeJson } from '../../model/json/exact-json.js'
import type { KubeObject, Millis } from '../../model/objects/object.js'
import { memo } from '../../model/values/memo.js'
import { machineTime, pause } from '../../simulation/clock.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import { byteCount } from '../exchange/json-text.js'
import { mediaTypes, type Representation, streamOf } from '../exchange/negotiation.js'
import {
  checkListOptions,
  flag,
  integer,
  listQuery,
  revisionOption,
  streamsNothing,
  watchDefaults,
} from '../exchange/query.js'
import { Bookmarks } from './bookmarks.js'
import type { Call } from './call.js'
import { includeObject, representedEvent, shownTable } from './representation.js'

export interface WatchContent extends Content {
  readonly bookmarks: Bookmarks
}

/** What a watch is of, and how long it goes on. */
export async function watchContent({ exchange, representation }: Call): Promise<WatchContent> {
  const { kubernetesVersion } = exchange.server.cluster.settings
  const query = watchDefaults(exchange.query, kubernetesVersion)
  const selected = await watchedBy({ ...exchange, query }, representation)
  const time = timeOf(exchange)
  const end = time === undefined ? undefined : machineTime() + time
  const bookmarks = new Bookmarks(machineTime, flag(query, 'sendInitialEvents'), end)
  return {
    bookmarks,
    options: {
      ...selected,
      signal: ended(exchange, time),
      jumpDelay: exchange.server.jumpDelay,
      ...(flag(query, 'allowWatchBookmarks') ? { bookmarks: true, heartbeat: () => bookmarks.wait() } : {}),
    },
  }
}

/** A watch: one event a line, until the client goes or the time that it gave is over. */
export async function watchAnswer(answer: Answered, call: Call, { bookmarks }: WatchContent): Promise<Answer> {
  const { exchange, representation } = call
  const { frame, type } = await framing(representation)
  return { status: 200, type, chunks: eventFrames(shownEvents(answer, exchange, representation), bookmarks, frame) }
}

/** What a watch is of, and from where on. */
export async function watchedBy(exchange: Exchange, { as }: Representation): Promise<Options> {
  const { query } = exchange
  const { limit: _, continue: __, revision: ___, ...selected } = listQuery(query)
  checkListOptions(query, true)
  const start = await startOf(exchange)
  return {
    ...selected,
    ...(as === 'Table' ? { table: true } : {}),
    ...(start === undefined ? {} : { resourceVersion: String(start) }),
  }
}

/** The revision after which a watch begins; undefined: with what is there. */
async function startOf({ query, server }: Exchange): Promise<number | undefined> {
  const revision = revisionOption(query, false)
  if (flag(query, 'sendInitialEvents')) return undefined
  if (revision !== undefined && revision > 0) return revision
  // Whoever wants no initial events begins with what is next.
  return query.has('sendInitialEvents') ? server.cluster.read((reader) => reader.revision) : undefined
}

/** How long a watch goes on, by the client's clock, which the cluster's need not follow. */
function timeOf({ query, server }: Exchange): Millis | undefined {
  const seconds = integer(query, 'timeoutSeconds')
  if (seconds !== undefined && seconds > 0) return seconds * 1000
  if (!server.endless) throw streamsNothing()
  return server.watchTime()
}

/** Aborted when the client has gone or its time is over. */
function ended({ signal }: Exchange, time: Millis | undefined): AbortSignal {
  if (time === undefined) return signal
  const over = new AbortController()
  pause(time, signal).then(() => over.abort())
  return over.signal
}

/** The events of a watch, with their objects as the client wants them. */
export async function* shownEvents(
  answer: Answered,
  exchange: Exchange,
  representation: Representation,
): AsyncGenerator<WatchEvent<object>> {
  if (!('events' in answer)) throw new Error('the registry has answered with no events')
  const tables = representation.as === 'Table'
  const inclusion = tables ? includeObject({ exchange }) : ''
  for await (const { type, object } of answer.events) {
    yield {
      type,
      object: tables
        ? shownTable(object as Table, inclusion, representation.version)
        : representedEvent(object, representation),
    }
  }
}

/** An event as it is sent. */
type Frame = (type: string, object: object) => string | Buffer

interface Framing {
  readonly type: string
  readonly frame: Frame
}

/** One event a line, or each after its length (`NegotiateOutputMediaTypeStream`). */
async function framing({ format }: Representation): Promise<Framing> {
  if (format !== 'protobuf') return { type: mediaTypes.json, frame: lines }
  const { encodeEvent } = await import('../protobuf/encode.js')
  return { type: streamOf(mediaTypes.protobuf), frame: messages(encodeEvent) }
}

/** Of each type of event. */
const MOST_BYTES = 4 * 1024 * 1024
const MOST_TYPES = 5

/** Many watches tell the same objects at about the same time. */
function shared(make: (type: string, object: object) => Buffer): Frame {
  const framesOf = memo(MOST_TYPES, (type: string) =>
    memo(MOST_BYTES, (object: object) => make(type, object), { sizeOf: byteCount }),
  )
  return (type, object) => framesOf(type)(object)
}

const lines = shared((type, object) => Buffer.from(`{"type":"${type}","object":${writeJson(object)}}\n`))

type EncodeEvent = (type: string, object: KubeObject) => Buffer
const messages = memo(1, (encodeEvent: EncodeEvent) =>
  shared((type, object) => encodeEvent(type, object as KubeObject)),
)

async function* eventFrames(
  events: AsyncIterable<WatchEvent<object>>,
  bookmarks: Bookmarks,
  frame: Frame,
): AsyncGenerator<string | Buffer> {
  const columns = new ColumnsOnce()
  try {
    for await (const { type, object } of events) {
      const shown = type === 'BOOKMARK' ? bookmarks.shown(object) : object
      if (shown !== undefined) yield frame(type, columns.shown(shown))
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    yield frame('ERROR', error.status)
  }
}

/** A watch tells the columns of its tables with the first of them (`watchEmbeddedEncoder`). */
class ColumnsOnce {
  private begun = false

  shown(object: object): object {
    if (!('columnDefinitions' in object)) return object
    if (this.begun) return { ...object, columnDefinitions: null }
    this.begun = (object.columnDefinitions as readonly unknown[]).length > 0
    return object
  }
}
