/** HTTP/1 as bytes: what a client sends becomes a request, and what a program answers goes out again (RFC 9112). */
import { byteLength, bytesOf, textOf } from '../../model/values/byte-text.js'
import type { Header, HttpRequest, HttpResponse } from '../../network/contract.js'

/** More than any server takes. */
const mostHeadBytes = 64 * 1024
const mostBodyBytes = 8 * 1024 * 1024

/** Bytes as they come, taken by the line or by their number. */
export class ByteReader {
  private held: Buffer = Buffer.alloc(0)
  private readonly source: AsyncIterator<Uint8Array>

  constructor(input: AsyncIterable<Uint8Array>) {
    this.source = input[Symbol.asyncIterator]()
  }

  /** A line without its end; undefined when the input ends before it does, or it is too long. */
  async line(most = mostHeadBytes): Promise<string | undefined> {
    for (let from = 0; ; ) {
      const end = this.held.indexOf(10, from)
      if (end >= 0)
        return this.cut(end + 1)
          .toString('latin1')
          .replace(/\r?\n$/, '')
      from = this.held.length
      if (from > most || !(await this.more())) return undefined
    }
  }

  async take(length: number): Promise<Buffer | undefined> {
    while (this.held.length < length) if (!(await this.more())) return undefined
    return this.cut(length)
  }

  /** What has come of a line that did not end. */
  rest(): string {
    return this.cut(this.held.length).toString('latin1')
  }

  close(): void {
    this.source.return?.()?.catch(() => {})
  }

  private cut(length: number): Buffer {
    const piece = this.held.subarray(0, length)
    this.held = this.held.subarray(length)
    return piece
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.source.next()
    if (done === true) return false
    this.held = this.held.length === 0 ? Buffer.from(value) : Buffer.concat([this.held, value])
    return true
  }
}

export interface Received {
  readonly request: HttpRequest
  /** Whether the connection stays for another request. */
  readonly keep: boolean
}

/**
 * The next request on a connection; undefined when there is none. `goOn` is called for a client that waits for leave to
 * send its body.
 */
export async function readRequest(reader: ByteReader, goOn: () => Promise<void>): Promise<Received | undefined> {
  let first = await reader.line()
  // An empty line before a request is passed over (RFC 9112, 2.2).
  while (first === '') first = await reader.line()
  if (first === undefined) {
    const rest = reader.rest()
    return rest === '' ? undefined : malformed(rest)
  }
  const [, method, path, version] = /^([!#-'*+.^-z|~-]+) (\S+) HTTP\/(1\.[01])$/i.exec(first) ?? []
  if (method === undefined || path === undefined) return malformed(first)
  const headers = await readHeaders(reader)
  if (headers === undefined) return malformed(first)
  if (/^100-continue$/i.test(headerIn(headers, 'expect') ?? '')) await goOn()
  const body = await readBody(reader, headers)
  if (body === undefined) return malformed(first)
  const wish = (headerIn(headers, 'connection') ?? '').toLowerCase()
  const keep = version === '1.1' ? !wish.includes('close') : wish.includes('keep-alive')
  const request = { method, path, version: version === '1.0' ? '1.0' : '1.1', headers, body: textOf(body), tls: false }
  return { request: request as HttpRequest, keep }
}

const malformed = (line: string): Received => ({
  request: { method: '', path: '', version: '1.1', headers: [], body: '', tls: false, malformed: line.slice(0, 1024) },
  keep: false,
})

const headerIn = (headers: readonly Header[], name: string) =>
  headers.find(([each]) => each.toLowerCase() === name)?.[1]

/** Undefined when one of them is none. */
async function readHeaders(reader: ByteReader): Promise<Header[] | undefined> {
  const headers: Header[] = []
  let size = 0
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const [, name, value] = /^([!#-'*+.^-z|~0-9A-Z-]+):[ \t]*(.*?)[ \t]*$/.exec(line ?? '') ?? []
    size += line?.length ?? 0
    if (name === undefined || value === undefined || size > mostHeadBytes) return undefined
    headers.push([name, value])
  }
  return headers
}

/** Undefined when it is not what the headers say. */
async function readBody(reader: ByteReader, headers: readonly Header[]): Promise<Buffer | undefined> {
  if (/\bchunked$/i.test(headerIn(headers, 'transfer-encoding') ?? '')) return readChunks(reader)
  const length = headerIn(headers, 'content-length') ?? '0'
  if (!/^\d{1,9}$/.test(length) || Number(length) > mostBodyBytes) return undefined
  return reader.take(Number(length))
}

async function readChunks(reader: ByteReader): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let total = 0
  for (;;) {
    const [, hex] = /^([0-9a-f]{1,7})\s*(?:;.*)?$/i.exec((await reader.line()) ?? '') ?? []
    if (hex === undefined) return undefined
    const length = Number.parseInt(hex, 16)
    total += length
    if (total > mostBodyBytes) return undefined
    if (length === 0) return (await readHeaders(reader)) && Buffer.concat(chunks)
    const chunk = await reader.take(length)
    if (chunk === undefined || (await reader.line()) !== '') return undefined
    chunks.push(chunk)
  }
}

/** A response as it goes over the wire, and whether the connection can stay after it. */
export function responseBytes(response: HttpResponse, { request, keep }: Received): { bytes: Buffer; keep: boolean } {
  const old = request.version === '1.0'
  // A client of version 1.0 knows no chunks.
  const headers = old ? without(response.headers, 'transfer-encoding') : response.headers
  const chunked = /\bchunked$/i.test(headerIn(headers, 'transfer-encoding') ?? '')
  const bodiless = request.method === 'HEAD' || response.status === 204 || response.status === 304
  const counted = chunked || bodiless || headerIn(headers, 'content-length') !== undefined
  const stays = keep && counted && headerIn(headers, 'connection')?.toLowerCase() !== 'close'
  const lines = withConnection(headers, stays, old).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(
    `HTTP/${response.version} ${response.status} ${response.reason}\r\n${lines.join('')}\r\n`,
    'latin1',
  )
  if (bodiless) return { bytes: head, keep: stays }
  return { bytes: Buffer.concat([head, chunked ? asChunks(response.body) : bytesOf(response.body)]), keep: stays }
}

const without = (headers: readonly Header[], unwanted: string) =>
  headers.filter(([name]) => name.toLowerCase() !== unwanted)

/** Servers say when they close a connection that could have stayed, and when one stays that need not have. */
function withConnection(headers: readonly Header[], stays: boolean, old: boolean): readonly Header[] {
  const wanted = stays ? (old ? 'keep-alive' : undefined) : 'close'
  if (wanted === undefined) return headers
  const known = headerIn(headers, 'connection') !== undefined
  const header: Header = ['Connection', wanted]
  if (!known) return [...headers, header]
  return headers.map((each) => (each[0].toLowerCase() === 'connection' ? header : each))
}

function asChunks(body: string): Buffer {
  const size = byteLength(body)
  const end = Buffer.from('0\r\n\r\n')
  return size === 0
    ? end
    : Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), bytesOf(body), Buffer.from('\r\n'), end])
}
