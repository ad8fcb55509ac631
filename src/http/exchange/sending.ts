/**
 * Bytes on their way to a client, as fast as it reads. The last of an answer is little, and is sent when what came before has
 * been taken: whoever has all of it may ask for more at once, and Node loses a request of more than one TLS record that it
 * reads while much of what it wrote is not known to be taken. It then pauses its parser, but not what OpenSSL has read
 * already: `clientError` HPE_PAUSED (`parserOnIncoming` of its `_http_server.js`, `TLSWrap::ClearOut`).
 */
import type { ServerResponse } from 'node:http'
import { destroyedAfter, type Limits } from './connections.js'
import { pieceLength } from './json-text.js'

type Chunks = AsyncIterable<string | Buffer> | Iterable<Buffer>

/** An answer that is there as a whole. */
export async function sendBytes(response: ServerResponse, bytes: Buffer, limits: Limits): Promise<void> {
  const last = littleFor(response)
  if (bytes.length > last) return streamInTime(response, slices(bytes, last), limits)
  await taken(response, (done) => response.end(bytes, done), limits)
}

function* slices(bytes: Buffer, last: number): Generator<Buffer> {
  const from = bytes.length - last
  for (let at = 0; at < from; at += pieceLength) yield bytes.subarray(at, Math.min(at + pieceLength, from))
  yield bytes.subarray(from)
}

/** As fast as the client reads; nothing is made that it has not asked for yet. */
export async function stream(response: ServerResponse, chunks: Chunks, limits: Limits): Promise<void> {
  for await (const chunk of chunks) {
    if (response.destroyed) break
    if (response.writableLength + Buffer.byteLength(chunk) <= littleFor(response)) response.write(chunk)
    else if (!(await taken(response, (done) => response.write(chunk, done), limits))) break
  }
  await taken(response, (done) => response.end(done), limits)
}

/** The same for what is held until it has been read: that is not waited for without end. */
export async function streamInTime(response: ServerResponse, chunks: Chunks, limits: Limits): Promise<void> {
  const end = destroyedAfter(response, limits.answer)
  await stream(response, chunks, limits)
  end()
}

/** So many bytes with as many before them are still less than a connection is full with. */
const littleFor = ({ writableHighWaterMark }: ServerResponse) => writableHighWaterMark >> 2

type Done = (error?: Error | null) => void

/** Whether the client has taken what is written; if not it has gone. */
function taken(response: ServerResponse, write: (done: Done) => void, { standstill }: Limits): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false)
  return new Promise((resolve) => {
    const live = destroyedAfter(response, standstill)
    const end = (all: boolean) => {
      response.off('close', onClose)
      live()
      resolve(all)
    }
    const onClose = () => end(false)
    response.on('close', onClose)
    write((error) => end(!error))
  })
}
