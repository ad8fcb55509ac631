import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'
import { ApiError, type Status } from '../../api/contract/errors.js'
import { internalError } from '../../api/contract/status-errors.js'
import { StateFileError } from '../../store/document/state-file-error.js'
import type { Limits } from './connections.js'
import type { Answer } from './exchange.js'
import { indentedJson, yaml } from './indented-text.js'
import { jsonPieces, pieceLength, type TextOf } from './json-text.js'
import { mediaTypes, type Rendering } from './negotiation.js'
import { stateFileCause } from './own-protocol.js'
import { sendBytes, stream, streamInTime } from './sending.js'

/** Smaller answers, and those of just this size, are sent as they are (`defaultGzipThresholdBytes`). */
const compressedFrom = 128 * 1024

/** Whatever went wrong as a Status. */
export function statusAnswer(error: unknown): Answer {
  const { status } = apiErrorOf(error)
  return { status: status.code ?? 500, object: status }
}

/**
 * What is no ApiError is a bug of ours, or a fault of the state file, which our own commands tell of as if they had found
 * it themselves.
 */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const message = error instanceof Error ? error.message : String(error)
  const fault = internalError(message)
  if (!(error instanceof StateFileError)) return fault
  return new ApiError(500, fault.reason, fault.message, { causes: [{ reason: stateFileCause, message }] })
}

/** `Warning: 299 - "text"`, as `net.NewWarningHeader` writes it; headers are bytes to Node. */
export function warningHeader(text: string): string {
  const printable = [...text].filter((letter) => letter >= ' ' && letter !== '\u007f').join('')
  return `299 - "${Buffer.from(printable.replace(/["\\]/g, '\\$&')).toString('latin1')}"`
}

/** How an answer is sent. */
export interface Sending {
  readonly rendering: Rendering
  readonly textOf: TextOf
  readonly limits: Limits
}

/** Sends an answer to the end, or until the client has gone. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  { rendering, textOf, limits }: Sending,
): Promise<void> {
  if ('chunks' in answer) {
    response.writeHead(answer.status, { 'Content-Type': answer.type, 'Cache-Control': 'no-cache, private' })
    response.flushHeaders()
    return stream(response, answer.chunks, limits)
  }
  if ('bytes' in answer) return sendGiven(request, response, answer, limits)
  if ('text' in answer) return sendText(request, response, answer, limits)
  if (rendering.format === 'protobuf') {
    return sendText(request, response, await objectText(request, answer, rendering, textOf), limits)
  }
  return sendPieces(request, response, answer, await piecesOf(request, answer, rendering, textOf), limits)
}

/** An object as the client wants to read it, in JSON or YAML. */
async function piecesOf(
  request: Pick<IncomingMessage, 'url' | 'headers'>,
  { object, bareItems }: ObjectAnswer,
  { format, pretty = false }: Rendering,
  textOf: TextOf,
): Promise<Pieces> {
  if (format === 'yaml') {
    const { printYaml } = await import('../../printers/yaml.js')
    return { type: mediaTypes.yaml, made: yaml(object, printYaml, bareItems) }
  }
  const made = pretty || wantsIndent(request) ? indentedJson(object, bareItems) : jsonPieces(object, textOf, bareItems)
  return { type: mediaTypes.json, made }
}

interface Pieces {
  readonly type: string
  readonly made: Generator<Buffer>
}

/** An object as it is made, piece by piece: a long list is never there as a whole. */
async function sendPieces(
  request: IncomingMessage,
  response: ServerResponse,
  { status, object }: ObjectAnswer,
  { type, made: pieces }: Pieces,
  limits: Limits,
): Promise<void> {
  const [first, second] = [pieces.next().value ?? noBytes, pieces.next().value]
  const headers = retryHeader(object)
  if (second === undefined) return sendText(request, response, { status, text: first, type, headers }, limits)
  const zipped = takesGzip(request)
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'no-cache, private',
    ...headers,
    ...(zipped ? compression : {}),
  })
  if (request.method === 'HEAD') return void response.end()
  const all = (function* () {
    yield first
    yield second
    yield* pieces
  })()
  return streamInTime(response, zipped ? compressed(all) : all, limits)
}

const noBytes = Buffer.alloc(0)

type ObjectAnswer = Extract<Answer, { readonly object: unknown }>

/** The object of an answer as text or bytes, as the client wants to read it. */
export async function objectText(
  request: Pick<IncomingMessage, 'url' | 'headers'>,
  answer: ObjectAnswer,
  rendering: Rendering,
  textOf: TextOf,
): Promise<Text> {
  const shown = { status: answer.status, headers: retryHeader(answer.object) }
  if (rendering.format === 'protobuf') {
    const { encodeObject } = await import('../protobuf/encode.js')
    return { ...shown, text: encodeObject(answer.object as never), type: mediaTypes.protobuf }
  }
  const { type, made } = await piecesOf(request, answer, rendering, textOf)
  return { ...shown, text: Buffer.concat([...made]), type }
}

/** For people rather than programs (`isPrettyPrint`): when asked for, and for curl, wget and browsers. */
function wantsIndent({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): boolean {
  const [, wish] = /[?&]pretty=([^&]*)/.exec(url) ?? []
  if (wish) return /^(1|t|true)$/i.test(wish)
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '')
}

/** A Status that says when to come back says it in the head too (`ErrorNegotiated`). */
function retryHeader(object: unknown): Record<string, string> {
  const seconds = (object as Partial<Status> | null)?.details?.retryAfterSeconds
  return typeof seconds === 'number' && seconds > 0 ? { 'Retry-After': String(seconds) } : {}
}

type Text = Extract<Answer, { readonly text: string | Buffer }>

async function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  { status, text, type, headers }: Text,
  limits: Limits,
): Promise<void> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const zipped = bytes.length > compressedFrom && takesGzip(request)
  // Beside the event loop, which goes on answering others.
  const sent = zipped ? await promisify(gzip)(bytes, { level: compressionLevel }) : bytes
  const bodiless = status === 301 || status === 304
  response.writeHead(status, {
    ...(bodiless ? {} : { 'Content-Type': type ?? 'text/plain; charset=utf-8' }),
    ...(status === 304 ? {} : { 'Content-Length': sent.length }),
    'Cache-Control': 'no-cache, private',
    ...headers,
    ...(zipped ? compression : {}),
  })
  return sendBytes(response, request.method === 'HEAD' || bodiless ? noBytes : sent, limits)
}

function takesGzip({ headers }: IncomingMessage): boolean {
  const encodings = String(headers['accept-encoding'] ?? '').split(',')
  return encodings.some((encoding) => encoding.split(';', 1)[0]!.trim() === 'gzip')
}

const compression = { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' }
/** As fast as it goes (`defaultGzipContentEncodingLevel`). */
const compressionLevel = 1

/** What is compressed is made as fast as it is read; whoever stops reading ends both. */
function compressed(pieces: Iterable<Buffer>): Readable {
  const zipping = createGzip({ level: compressionLevel, chunkSize: pieceLength })
  return pipeline(Readable.from(pieces, { objectMode: false, highWaterMark: 1 }), zipping, () => {})
}

/** What somebody else has answered, with the headers that he gave it. */
function sendGiven(
  request: IncomingMessage,
  response: ServerResponse,
  { status, reason, bytes, headers }: Extract<Answer, { bytes: Buffer }>,
  limits: Limits,
): Promise<void> {
  response.setHeader('Cache-Control', 'no-cache, private')
  for (const [name, value] of headers) {
    if (name === 'Set-Cookie') response.appendHeader(name, value)
    else response.setHeader(name, value)
  }
  if (status !== 304 && status !== 204 && !response.hasHeader('Content-Length')) {
    response.setHeader('Content-Length', bytes.length)
  }
  if (reason === undefined) response.writeHead(status)
  else response.writeHead(status, reason)
  return sendBytes(response, request.method === 'HEAD' ? noBytes : bytes, limits)
}
