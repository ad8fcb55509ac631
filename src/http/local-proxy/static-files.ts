/** Files of a directory over HTTP, as Go's `net/http.FileServer` serves them. */
import { readdir, readFile, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { plain } from './plain-text.js'

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
  const file = inside === undefined ? undefined : join(directory, inside)
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined)
  if (file === undefined || found === undefined) return plain(response, 404, '404 page not found\n')
  if (!found.isDirectory()) return send(request, response, await readFile(file), typeOf(file), found.mtime)
  if (path !== '' && !path.endsWith('/')) {
    response.writeHead(301, { Location: `${path.split('/').at(-1)}/` }).end()
    return
  }
  const index = join(file, 'index.html')
  const page = await readFile(index).catch(() => undefined)
  if (page !== undefined) return send(request, response, page, typeOf(index), (await stat(index)).mtime)
  const entries = await readdir(file, { withFileTypes: true })
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort()
  const links = names.map((name) => `<a href="${encodeURI(name)}">${escaped(name)}</a>\n`).join('')
  const list = `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links}</pre>\n`
  send(request, response, Buffer.from(list), types['.html']!, found.mtime)
}

/** Within the directory; undefined for what is no path. */
function relative(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path)
    return decoded.includes('\0') ? undefined : normalize(`/${decoded}`)
  } catch {
    return undefined
  }
}

const typeOf = (file: string) => types[extname(file).toLowerCase()] ?? 'application/octet-stream'

const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)

function send(request: IncomingMessage, response: ServerResponse, bytes: Buffer, type: string, changed: Date): void {
  response.writeHead(200, {
    'Accept-Ranges': 'bytes',
    'Content-Length': bytes.length,
    'Content-Type': type,
    'Last-Modified': changed.toUTCString(),
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
