import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { ApiError, type Status } from '../api/errors.js'
import { internalError } from '../api/status-errors.js'
import type { Millis } from '../model/object.js'
import { pause } from '../simulation/clock.js'
import type { Answer } from './exchange.js'

/** Smaller answers are sent as they are (`defaultGzipThresholdBytes`). */
const compressedFrom = 128 * 1024

/** Whatever went wrong as a Status; what is no ApiError is a bug of ours. */
export function statusAnswer(error: unknown): Answer {
  const { status } =
    error instanceof ApiError ? error : internalError(error instanceof Error ? error.message : String(error))
  return { status: status.code ?? 500, object: status }
}

/** `Warning: 299 - "text"`, as `net.NewWarningHeader` writes it; headers are bytes to Node. */
export function warningHeader(text: string): string {
  const printable = [...text].filter((letter) => letter >= ' ' && letter !== '\u007f').join('')
  return `299 - "${Buffer.from(printable.replace(/["\\]/g, '\\$&')).toString('latin1')}"`
}

/** Sends an answer to the end, or until the client has gone. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  format: 'json' | 'yaml',
): Promise<void> {
  if ('chunks' in answer) {
    response.writeHead(answer.status, { 'Content-Type': answer.type })
    response.flushHeaders()
    return stream(response, answer.chunks)
  }
  if ('bytes' in answer) return sendBytes(request, response, answer)
  if ('text' in answer) return sendText(request, response, answer)
  const shown = { status: answer.status, headers: retryHeader(answer.object) }
  if (format === 'yaml') {
    const { printYaml } = await import('../printers/yaml.js')
    return sendText(request, response, { ...shown, text: printYaml(answer.object), type: 'application/yaml' })
  }
  const indent = wantsIndent(request) ? 2 : undefined
  const text = JSON.stringify(typeFirst(answer.object), undefined, indent)
  sendText(request, response, { ...shown, text: `${text}\n`, type: 'application/json' })
}

/** For people rather than programs (`isPrettyPrint`): when asked for, and for curl, wget and browsers. */
function wantsIndent({ url = '', headers }: IncomingMessage): boolean {
  const [, wish] = /[?&]pretty=([^&]*)/.exec(url) ?? []
  if (wish !== undefined) return /^(1|t|true)$/i.test(wish)
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '')
}

/** Kind and version first, as Go's structs have them. */
export function typeFirst(object: unknown): unknown {
  if (typeof object !== 'object' || object === null || !('kind' in object)) return object
  const { kind, apiVersion, ...rest } = object as Record<string, unknown>
  return apiVersion === undefined ? object : { kind, apiVersion, ...rest }
}

/** A Status that says when to come back says it in the head too (`ErrorNegotiated`). */
function retryHeader(object: unknown): Record<string, string> {
  const seconds = (object as Partial<Status> | null)?.details?.retryAfterSeconds
  return typeof seconds === 'number' && seconds > 0 ? { 'Retry-After': String(seconds) } : {}
}

type Text = Extract<Answer, { readonly text: string }>

function sendText(request: IncomingMessage, response: ServerResponse, { status, text, type, headers }: Text): void {
  const bytes = Buffer.from(text)
  const compressed = bytes.length >= compressedFrom && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  const sent = compressed ? gzipSync(bytes, { level: 1 }) : bytes
  const bodiless = status === 301 || status === 304
  response.writeHead(status, {
    ...(bodiless ? {} : { 'Content-Type': type ?? 'text/plain; charset=utf-8' }),
    ...(status === 304 ? {} : { 'Content-Length': sent.length }),
    'Cache-Control': 'no-cache, private',
    ...headers,
    ...(compressed ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
  })
  response.end(request.method === 'HEAD' || bodiless ? undefined : sent)
}

/** What somebody else has answered, with the headers that he gave it. */
function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  { status, reason, bytes, headers }: Extract<Answer, { bytes: Buffer }>,
): void {
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
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

/** A client that reads nothing for so long has gone without a word, or might as well have. */
export const longestStandstill: Millis = 60_000

/** As fast as the client reads; nothing is made that it has not asked for yet. */
async function stream(response: ServerResponse, chunks: AsyncIterable<string | Buffer>): Promise<void> {
  for await (const chunk of chunks) {
    if (response.destroyed) break
    if (!response.write(chunk) && !(await drained(response))) break
  }
  response.end()
}

/** Whether the client has caught up; if not it has gone. */
function drained(response: ServerResponse): Promise<boolean> {
  const over = new AbortController()
  return new Promise((resolve) => {
    const end = (caughtUp: boolean) => {
      response.off('drain', onDrain).off('close', onClose)
      over.abort()
      resolve(caughtUp)
    }
    const onDrain = () => end(true)
    const onClose = () => end(false)
    response.on('drain', onDrain).on('close', onClose)
    pause(longestStandstill, over.signal).then(() => {
      if (!over.signal.aborted) response.destroy()
    })
  })
}
