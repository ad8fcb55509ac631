/** Files of a directory over HTTP, as Go's `net/http.FileServer` serves them. */
import { readdir, readFile, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { bytesOf, textOf } from '../../model/values/byte-text.js'
import { compareKeys } from '../../model/values/order.js'
import { escapeHtml, plain } from './plain-text.js'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.htm': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.xml': 'text/xml; charset=utf-8',
}

/** Answers with a file, `index.html` of a directory, or what is in it. `path` is relative and may be encoded. */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
  path: string,
): Promise<void> {
  const inside = relative(path)
  if (inside?.endsWith('/index.html') === true) return redirect(request, response, './')
  // Links are followed, as `http.Dir` does.
  const file = inside === undefined ? undefined : join(directory, inside).replace(/(.)[\\/]$/, '$1')
  const found = await (file === undefined ? undefined : stat(file).catch(problem))
  if (file === undefined || found === undefined) return plain(response, 404, '404 page not found\n')
  if (typeof found === 'number') return plain(response, found, problems[found]!)
  const named = path.split('/').filter((part) => part !== '')
  if (!found.isDirectory()) {
    if (path.endsWith('/')) return redirect(request, response, `../${named.at(-1)}`)
    if (!found.isFile()) return plain(response, 404, '404 page not found\n')
    return send(request, response, await readFile(file), typeOf(file), found.mtime)
  }
  if (path !== '' && !path.endsWith('/')) return redirect(request, response, `${named.at(-1)}/`)
  const index = join(file, 'index.html')
  const page = await readFile(index).catch(() => undefined)
  if (page !== undefined) return send(request, response, page, typeOf(index), (await stat(index)).mtime)
  send(request, response, await listing(file), types['.html']!, found.mtime)
}

const problems: Readonly<Record<number, string>> = {
  403: '403 Forbidden\n',
  404: '404 page not found\n',
  500: '500 Internal Server Error\n',
}

/** `toHTTPError`. */
function problem({ code }: NodeJS.ErrnoException): number {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 404
  return code === 'EACCES' || code === 'EPERM' ? 403 : 500
}

/** `localRedirect`: relative, with the query kept. */
function redirect({ url = '' }: IncomingMessage, response: ServerResponse, path: string): void {
  const mark = url.indexOf('?')
  response.writeHead(301, { Location: path + (mark < 0 ? '' : url.slice(mark)) }).end()
}

/** `dirList`: names in a page, in which none of them is more than a name. */
async function listing(directory: string): Promise<Buffer> {
  const entries = await readdir(directory, { withFileTypes: true, encoding: 'buffer' })
  const names = entries
    .map((entry) => ({ name: textOf(entry.name), isDirectory: entry.isDirectory() }))
    .sort((a, b) => compareKeys(a.name, b.name))
    .map(({ name, isDirectory }) => (isDirectory ? `${name}/` : name))
  const links = names.map((name) => `<a href="${pathUrl(name)}">${escapeHtml(name)}</a>\n`).join('')
  return bytesOf(`<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links}</pre>\n`)
}

/**
 * `url.URL{Path: name}.String()`: what is no letter of a path is encoded, and a name with a colon gets `./` in front, so that
 * nothing before it is taken for a scheme.
 */
function pathUrl(name: string): string {
  const encoded = [...bytesOf(name)].map((byte) => {
    const letter = String.fromCharCode(byte)
    return /[\w.~$&+,/:;=@-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return (name.split('/', 1)[0]!.includes(':') ? './' : '') + (name === '*' ? name : encoded.join(''))
}

/** Within the directory; undefined for what is no path. What the system itself takes for a path is none (`filepath.Localize`). */
function relative(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path)
    return sep !== '/' && /[\\:]/.test(decoded) ? undefined : normalize(`/${decoded}`)
  } catch {
    return undefined
  }
}

const typeOf = (file: string) => types[extname(file).toLowerCase()] ?? 'application/octet-stream'

function send(request: IncomingMessage, response: ServerResponse, bytes: Buffer, type: string, changed: Date): void {
  response.writeHead(200, {
    'Accept-Ranges': 'bytes',
    'Content-Length': bytes.length,
    'Content-Type': type,
    'Last-Modified': changed.toUTCString(),
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
