import { ApiError } from '../../api/contract/errors.js'
import type { Answer } from '../exchange/exchange.js'
import type { Connection } from './connection.js'
import { acceptMessages, agreedProtocol } from './websocket.js'

type Streamed = Extract<Answer, { readonly chunks: unknown }>

/** The size of the buffer that a log is copied through (`messageCopy`). */
const mostBytes = 2048
const logProtocols = ['', 'binary.k8s.io', 'base64.binary.k8s.io']

/** A log as messages, the first of them empty; ends with the log, or when the client goes (`wsstream.Reader`). */
export async function sendLog({ chunks }: Streamed, connection: Connection): Promise<void> {
  const protocol = agreedProtocol(connection.request, logProtocols)
  const inText = protocol.startsWith('base64')
  const pieces = async function* () {
    yield Buffer.alloc(0)
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk as Buffer)
      for (let at = 0; at < bytes.length; at += mostBytes) yield bytes.subarray(at, at + mostBytes)
    }
  }
  await sendAll(pieces(), connection, protocol, (piece) => (inText ? piece.toString('base64') : piece))
}

/**
 * The events of a watch, each in a message: of text where they are JSON, without their length where they are not. Only
 * whoever says where it comes from is served (`websocket.Handler` checks that there is an origin).
 */
export async function sendEvents({ chunks, type }: Streamed, connection: Connection): Promise<void> {
  const { headers } = connection.request
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(/ *, */)
  if (!headers.origin) throw new ApiError(403, 'Forbidden', 'null origin')
  if (protocols.length > 1) throw new ApiError(400, 'BadRequest', 'bad protocol')
  const binary = type.startsWith('application/vnd')
  await sendAll(chunks, connection, protocols[0]!, (event) =>
    binary ? Buffer.from(event as Buffer).subarray(4) : String(event),
  )
}

async function sendAll<T>(
  pieces: AsyncIterable<T>,
  connection: Connection,
  protocol: string,
  message: (piece: T) => Buffer | string,
): Promise<void> {
  const socket = await acceptMessages(connection, protocol)
  const iterator = pieces[Symbol.asyncIterator]()
  // Whoever sends anything says no more than that it is still there.
  socket.onMessage(() => {})
  socket.onClose(() => void iterator.return?.())
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    socket.send(message(next.value))
    await socket.drained()
  }
  await socket.close()
}
