/**
 * HTTP as programs in containers speak it: what a server answers and logs as its image's document says (here), and
 * requests and answers as bytes (wire). Who asks, and how it finds the server, is the network's to know.
 */
import type { Instant } from '../../model/objects/object.js'
import { byteLength } from '../../model/values/byte-text.js'
import type { Delivery, Header, HttpResponse } from '../../network/contract.js'
import type { AnswerDocument, HttpDocument, OutputDocument, RouteDocument } from '../catalogue/document.js'
import { fillIn, type Lookup, timeForms } from '../catalogue/placeholders.js'
import type { FileSystem } from '../processes/file-system.js'
import { contentType } from './content-types.js'
import { reasonPhrase } from './reason-phrases.js'

/** What a server process knows when a request comes in. */
export interface ServerState {
  readonly files: FileSystem
  readonly startedAt: Instant
  readonly now: Instant
  /** Requests served so far, this one included. */
  readonly requests: number
  /** Placeholders that do not depend on the request. */
  readonly lookup: Lookup
}

export interface LogLine {
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

/** Answers a request as the image's document says, with the lines that the server logs of it. */
export function serveHttp(
  document: HttpDocument,
  delivery: Delivery,
  state: ServerState,
): { response: HttpResponse; lines: LogLine[] } {
  const { request } = delivery
  const path = decodePath(request.path.split('?')[0] ?? '/')
  const known = requestLookup(delivery, state)
  const content =
    request.malformed === undefined ? find(document, path, delivery, state, known) : notUnderstood(document, known)
  const status = content.status ?? 200
  const bytes = byteLength(content.body)
  // What a library answers by itself has not the marks of the program.
  const own = request.malformed === undefined || document.badRequest !== undefined
  const headers = own ? fillHeaders(document.headers, content, bytes, known) : content.headers
  const lookup: Lookup = (name) =>
    name === 'status' ? String(status) : name === 'bytes' ? String(request.method === 'HEAD' ? 0 : bytes) : known(name)
  const logged: Partial<HttpDocument> = own ? document : {}
  const lines = [...(status === 404 ? (logged.errorLog ?? []) : []), ...(logged.accessLog ?? [])]
  return {
    response: {
      version: '1.1',
      status,
      reason: reasonPhrase(status),
      headers,
      body: request.method === 'HEAD' || status === 304 ? '' : content.body,
      ...(document.api === true ? { instead: 'api' as const } : {}),
    },
    lines: lines.map((line: OutputDocument) => ({ stream: line.stream ?? 'stdout', text: fillIn(line.text, lookup) })),
  }
}

/** To what is no HTTP; without a word of the document, as Go's net/http does. */
function notUnderstood({ badRequest }: HttpDocument, lookup: Lookup): Content {
  if (badRequest !== undefined) return filled({ status: 400, ...badRequest }, lookup)
  return { status: 400, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: '400 Bad Request' }
}

interface Content {
  readonly status?: number
  readonly headers: readonly Header[]
  readonly body: string
}

function find(document: HttpDocument, path: string, delivery: Delivery, state: ServerState, lookup: Lookup): Content {
  const { method } = delivery.request
  const route = document.routes?.find((one) => matches(one, path, method))
  if (route !== undefined) return filled(route, lookup)
  if (document.root === undefined) return filled(document.notFound, lookup)
  if (method !== 'GET' && method !== 'HEAD') return filled(document.methodNotAllowed ?? document.notFound, lookup)
  const file = staticFile(document, path, delivery, state)
  if (file !== undefined) return file
  const isDirectory = path.endsWith('/') && state.files.isDirectory(`${document.root}${path}`.replace(/\/+$/, ''))
  return filled((isDirectory ? document.forbidden : undefined) ?? document.notFound, lookup)
}

function matches(route: RouteDocument, path: string, method: string): boolean {
  if (route.method !== undefined && route.method !== method) return false
  return route.path.endsWith('*') ? path.startsWith(route.path.slice(0, -1)) || route.path === '*' : route.path === path
}

function filled(answer: AnswerDocument, lookup: Lookup): Content {
  const headers = (answer.headers ?? []).map(([name, value]): Header => [name, fillIn(value, lookup)])
  return { status: answer.status ?? 200, headers, body: fillIn(answer.body ?? '', lookup) }
}

function staticFile(document: HttpDocument, path: string, delivery: Delivery, state: ServerState): Content | undefined {
  const file = `${document.root}${path.endsWith('/') ? `${path}index.html` : path}`.replace(/\/{2,}/g, '/')
  const body = state.files.read(file)
  if (body === undefined) return undefined
  const changed = state.files.isChanged(file)
  const modified = changed ? state.startedAt : Date.parse(document.modified ?? '') || state.startedAt
  const etag = etagOf(document.etag, modified, byteLength(body))
  const headers: Header[] = [
    ['Content-Type', document.types?.[file.slice(file.lastIndexOf('.') + 1)] ?? contentType(file)],
    ['Last-Modified', timeForms.http?.(modified) ?? ''],
    ['Accept-Ranges', 'bytes'],
    ...(etag === undefined ? [] : [['ETag', etag] as const]),
  ]
  const known = headerOf(delivery, 'if-none-match')
  return known !== undefined && known === etag ? { status: 304, headers, body: '' } : { headers, body }
}

/** nginx: time and size in hex. Apache: size and microseconds. */
function etagOf(form: 'nginx' | 'apache' | undefined, modified: Instant, size: number): string | undefined {
  if (form === 'nginx') return `"${Math.floor(modified / 1000).toString(16)}-${size.toString(16)}"`
  return form === 'apache' ? `"${size.toString(16)}-${(modified * 1000).toString(16)}"` : undefined
}

/** The document's headers in its order, values filled in from the content; the content's other headers after them. */
function fillHeaders(template: readonly Header[], content: Content, bytes: number, lookup: Lookup): Header[] {
  const own = new Map(content.headers.map(([name, value]) => [name.toLowerCase(), [name, value] as const]))
  if (content.status !== 304) own.set('content-length', ['Content-Length', String(bytes)])
  const headers: Header[] = []
  for (const [name, value] of template) {
    const found = own.get(name.toLowerCase())
    own.delete(name.toLowerCase())
    if (value !== '') headers.push([name, fillIn(value, lookup)])
    else if (found !== undefined) headers.push([name, found[1]])
  }
  own.delete('content-length')
  return [...headers, ...own.values()]
}

function requestLookup({ request, client }: Delivery, state: ServerState): Lookup {
  return (name) => {
    if (name === 'request') return request.malformed ?? `${request.method} ${request.path} HTTP/${request.version}`
    if (name === 'method') return request.method
    if (name === 'path') return request.path
    if (name === 'protocol') return `HTTP/${request.version}`
    if (name === 'client') return client
    if (name === 'requests') return String(state.requests)
    if (name === 'body') return request.body
    if (name.startsWith('header.')) {
      return request.headers.find(([header]) => header.toLowerCase() === name.slice(7))?.[1] ?? '-'
    }
    return state.lookup(name)
  }
}

function headerOf(delivery: Delivery, name: string): string | undefined {
  return delivery.request.headers.find(([header]) => header.toLowerCase() === name)?.[1]
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
