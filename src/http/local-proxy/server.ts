/** The server of `kubectl proxy`: the API on a port of this machine, for whoever can reach it (kubectl `pkg/proxy`). */
import { setMaxListeners } from 'node:events'
import { chmod, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { User } from '../../api/contract/user.js'
import type { Cluster } from '../../cluster/cluster.js'
import { connectionOptions, guardConnections, usualLimits } from '../exchange/connections.js'
import { fromElsewhere, isUntyped } from '../exchange/web-pages.js'
import { answer, newListener, upgrade, usualJumpDelay } from '../server/server.js'
import { listenForUpgrades, type TakeOver } from '../server/upgrades.js'
import { cleanPath } from './clean-path.js'
import { type Filter, passes } from './filter.js'
import { escapeHtml, plain } from './plain-text.js'

export interface ProxyOptions {
  readonly behind: (listening: Listening) => Promise<Behind>
  readonly listen: { readonly address: string; readonly port: number } | { readonly socket: string }
  /** The path before the API's own, with a slash at both ends. */
  readonly prefix: string
  /** Absent: everything is let through, also what pages of elsewhere send. */
  readonly filter?: Filter
  readonly files?: { readonly prefix: string; readonly directory: string }
}

/** Who answers what is let through. */
export interface Behind {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
  readonly upgrade: TakeOver
}

export interface Listening {
  readonly address: () => string
  readonly closing: AbortSignal
}

/** The API of a cluster, for whom every request is made by `user`. */
export const clusterBehind =
  (cluster: Cluster, user: User) =>
  async ({ address, closing }: Listening): Promise<Behind> => {
    const listener = newListener({
      cluster,
      jumpDelay: usualJumpDelay,
      limits: usualLimits,
      address,
      authenticate: async () => user,
      closing,
    })
    await cluster.followOtherProcesses()
    return {
      answer: (request, response) => answer(request, response, listener),
      upgrade: (request, socket, head) => upgrade(request, socket, head, listener),
    }
  }

export interface Proxy {
  /** `127.0.0.1:8001`, or the path of the socket. */
  readonly address: string
  close(): Promise<void>
}

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  let address = ''
  const behind = await options.behind({ address: () => address, closing: closing.signal })
  const server = createServer(connectionOptions(usualLimits))
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response, options, behind).catch(() => response.destroy())
  })
  listenForUpgrades(server, async (request, socket, head) => {
    const path = pathOf(request)
    const clean = cleanPath(path) === path
    if (clean && toApi(request, options) && refusalOf(request, options.filter) === undefined) {
      return behind.upgrade(request, socket, head)
    }
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 10\r\nConnection: close\r\n\r\nForbidden\n')
  })
  const end = guardConnections(server)
  address = await open(server, options.listen)
  return {
    address,
    async close() {
      closing.abort()
      await end()
    },
  }
}

async function open(server: Server, listen: ProxyOptions['listen']): Promise<string> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', resolve)
  })
  if ('socket' in listen) {
    // A socket that somebody has left there is in the way; any other file is not ours to remove.
    const left = await stat(listen.socket).catch(() => undefined)
    if (left?.isSocket() === true) await rm(listen.socket)
    server.listen(listen.socket)
    await listening
    await chmod(listen.socket, 0o600)
    return listen.socket
  }
  server.listen(listen.port, listen.address)
  await listening
  const { address, port } = server.address() as AddressInfo
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: ProxyOptions,
  behind: Behind,
): Promise<void> {
  const path = pathOf(request)
  const { files, filter } = options
  if (filter !== undefined && fromElsewhere(request.headers)) return plain(response, 403, elsewhere)
  if (!isEncoded(path)) return void response.writeHead(400, badRequest).end('400 Bad Request')
  const clean = [files?.prefix, options.prefix].find((prefix) => prefix === `${cleanPath(path)}/`) ?? cleanPath(path)
  if (clean !== path) return moved(response, clean + (request.url ?? '').slice(path.length))
  // The longer of two prefixes that fit is meant.
  const apis = path.startsWith(options.prefix) ? options.prefix.length : 0
  if (files !== undefined && path.startsWith(files.prefix) && files.prefix.length > apis) {
    const { serveFile } = await import('./static-files.js')
    return serveFile(request, response, files.directory, path.slice(files.prefix.length))
  }
  if (!toApi(request, options)) return plain(response, 404, '404 page not found\n')
  const refusal = refusalOf(request, filter)
  if (refusal !== undefined) return plain(response, refusal.status, refusal.text)
  const from = request.headers['x-forwarded-for']
  request.headers['x-forwarded-for'] = [from ?? [], '127.0.0.1'].flat().join(', ')
  await behind.answer(request, response)
}

const pathOf = ({ url = '/' }: IncomingMessage) => url.split('?', 1)[0]!

// Go's server refuses a target that is no URL before anybody sees it.
const badRequest = { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }

const isEncoded = (path: string) => !/%(?![\da-f]{2})/i.test(path)

function moved(response: ServerResponse, path: string): void {
  const page = `<a href="${escapeHtml(path)}">Moved Permanently</a>.\n\n`
  response.writeHead(301, { Location: path, 'Content-Type': 'text/html; charset=utf-8' }).end(page)
}

const elsewhere = 'Forbidden: this comes from a web page of another origin (see --disable-filter)\n'

/**
 * Why a request to the API is refused, if it is. Whoever passes is the administrator, so that more is asked of browsers than
 * kubectl does, whose filter lets a page of any origin send what needs no permission of CORS.
 */
function refusalOf(request: IncomingMessage, filter: Filter | undefined) {
  if (filter === undefined) return undefined
  if (!passes(request, filter)) return { status: 403, text: 'Forbidden\n' }
  if (fromElsewhere(request.headers)) return { status: 403, text: elsewhere }
  return isUntyped(request)
    ? { status: 415, text: 'Unsupported Media Type: the request has no Content-Type\n' }
    : undefined
}

/** Takes the proxy's prefix away; false when the path does not have it. One that begins as the API's own stays. */
function toApi(request: IncomingMessage, { prefix }: ProxyOptions): boolean {
  const { url = '/' } = request
  if (!url.startsWith(prefix)) return false
  if (!prefix.startsWith('/api')) request.url = `/${url.slice(prefix.length)}`
  return true
}
