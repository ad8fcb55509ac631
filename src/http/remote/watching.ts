import type { Sent } from '../../api/chain/client.js'
import type { WatchEvent } from '../../api/contract/client.js'
import { ApiError, type Status } from '../../api/contract/errors.js'
import type { Content } from '../../api/contract/request.js'
import type { Table } from '../../api/contract/table.js'
import { readJson } from '../../model/json/exact-json.js'
import type { KubeObject } from '../../model/objects/object.js'
import { pulledWatch, untilHeader } from '../exchange/own-protocol.js'
import { errorOf, linesOf } from './answers.js'
import type { Connection } from './connection.js'
import { pathTo, selection } from './paths.js'

export const tableType = 'application/json;as=Table;v=v1;g=meta.k8s.io'

type Shown = KubeObject | Table
type Line = { readonly type: 'ERROR'; readonly object: Status } | (WatchEvent<Shown> & { readonly clock?: string })

/**
 * A watch as the server's own commands have it, reader and cluster hand in hand: after all that there is to tell comes a
 * bookmark, and a virtual clock goes on only when the reader has asked for more. So nobody misses what is between two
 * instants, however far away he is, and no time passes for somebody who has seen enough.
 */
export async function* follow(connection: Connection, request: Sent & Content): AsyncGenerator<WatchEvent<Shown>> {
  const { resource, namespace, options } = request
  const { resourceVersion, signal, until, bookmarks } = options
  const path = pathTo(resource, namespace, [], { ...selection(options), watch: 'true', resourceVersion })
  const accept = options.table === true ? tableType : 'application/json'
  const limit = until === undefined || !Number.isFinite(until) ? {} : { [untilHeader]: String(until) }
  const { socket, head } = await connection.upgrade({ path, headers: { Accept: accept, ...limit } }, pulledWatch)
  const leave = () => socket.destroy()
  signal?.addEventListener('abort', leave)
  socket.unshift(head)
  try {
    if (signal?.aborted) return
    for await (const line of connection.whole(linesOf(socket))) {
      const event = readJson(line) as Line
      if (event.type === 'ERROR') throw errorOf(event.object)
      if ('clock' in event) connection.hear(event.clock)
      if (event.type !== 'BOOKMARK' || bookmarks === true) yield { type: event.type, object: event.object }
      if (event.type === 'BOOKMARK') socket.write('\n')
    }
    if (signal?.aborted !== true && connection.now() < (until ?? Number.POSITIVE_INFINITY)) await connection.stay()
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted !== true) throw error
  } finally {
    signal?.removeEventListener('abort', leave)
    leave()
  }
}
