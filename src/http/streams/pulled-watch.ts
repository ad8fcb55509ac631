import type { Socket } from 'node:net'
import type { Content } from '../../api/contract/request.js'
import { badRequest, wrongMethod } from '../../api/contract/status-errors.js'
import { writeJson } from '../../model/json/exact-json.js'
import { apiErrorOf } from '../exchange/answering.js'
import type { Exchange } from '../exchange/exchange.js'
import { negotiateStream, objectOffer, type Representation } from '../exchange/negotiation.js'
import { clockText, pulledWatch, untilHeader } from '../exchange/own-protocol.js'
import { resourceRequest } from '../exchange/request.js'
import type { Asked } from '../rest/call.js'
import { shownEvents, watchedBy } from '../rest/watching.js'
import type { Connection } from './connection.js'

/**
 * A watch over a connection that goes both ways. All that there is to tell is followed by a bookmark with the cluster's
 * time; before more is looked for, and a virtual clock goes on, the client has to say that it wants more: with a line of
 * its own. It may also say when, by the cluster's clock, there shall be no more.
 */
export async function openPulledWatch(asked: Asked, { socket, head }: Connection): Promise<void> {
  const { exchange, path } = asked
  const request = resourceRequest(exchange, path, (verb) => read(asked, verb))
  const answer = await exchange.server.cluster.send(request)
  const { representation } = await request.content()
  socket.unshift(head)
  const wishes = wishesOf(socket)
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${pulledWatch}\r\n\r\n`)
  try {
    for await (const { type, object } of shownEvents(answer, exchange, representation)) {
      const { cluster } = exchange.server
      const clock = type === 'BOOKMARK' ? { clock: clockText(cluster.settings.clock, cluster.now()) } : {}
      socket.write(`${writeJson({ type, ...clock, object })}\n`)
      if (type === 'BOOKMARK' && (await wishes.next()).done === true) return
    }
  } catch (error) {
    socket.write(`${JSON.stringify({ type: 'ERROR', object: apiErrorOf(error).status })}\n`)
  } finally {
    socket.end()
  }
}

type Watched = Content & { readonly representation: Representation }

async function read({ exchange, path, resource }: Asked, verb: string): Promise<Watched> {
  const watches = verb === 'watch' && path.subresource === '' && exchange.method === 'GET'
  if (!watches || !resource.verbs.includes(verb)) throw wrongMethod()
  const representation = negotiateStream(exchange.headers.accept, objectOffer)
  const selected = await watchedBy(exchange, representation)
  return {
    representation,
    options: { ...selected, bookmarks: true, signal: exchange.signal, ...untilOf(exchange) },
  }
}

function untilOf({ headers }: Exchange): { until?: number } {
  const text = headers[untilHeader]
  if (text === undefined) return {}
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text))
    throw badRequest(`${untilHeader} must be an instant in milliseconds`)
  return { until: Number(text) }
}

/** Each time the client wants more; ends with the connection. */
async function* wishesOf(socket: Socket): AsyncGenerator<void> {
  for await (const chunk of socket as AsyncIterable<Buffer>) for (const byte of chunk) if (byte === 10) yield
}
