/** The server of `kubectl proxy`: the API on a port of this machine, for whoever can reach it (kubectl `pkg/proxy`). */
import { setMaxListeners } from 'node:events'
import { chmod, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { User } from '../../api/contract/user.js'
import type { Cluster } from '../../cluster/cluster.js'
import { connectionOptions, guardConnections, usualLimits } from '../exchange/connections.js'
import { answer, newListener, upgrade, usualJumpDelay } from '../server/server.js'
import { listenForUpgrades, type TakeOver } from '../server/upgrades.js'
import { plain } from './plain-text.js'

export interface ProxyOptions {
  readonly behind: (listening: Listening) => Promise<Behind>
  readonly listen: { readonly address: string; readonly port: number } | { readonly socket: string }
  /** The path before the API's own, with a slash at both ends. */
  readonly prefix: string
  /** Absent: everything is let through. */
  readonly filter?: Filter
  readonly files?: { readonly prefix: string; readonly directory: string }
}

/** Whether an expression matches somewhere in a text. */
export type Pattern = (text: string) => boolean

/** What is let through: a path and a host that are accepted, and neither path nor method among those rejected. */
export interface Filter {
  readonly acceptPaths: readonly Pattern[]
  readonly rejectPaths: readonly Pattern[]
  readonly acceptHosts: readonly Pattern[]
  readonly rejectMethods: readonly Pattern[]
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
    if (toApi(request, options) && passes(request, options.filter)) return behind.upgrade(request, socket, head)
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
  const path = (request.url ?? '/').split('?')[0]!
  const { files } = options
  // The longer of two prefixes that fit is meant.
  const apis = path.startsWith(options.prefix) ? options.prefix.length : 0
  if (files !== undefined && path.startsWith(files.prefix) && files.prefix.length > apis) {
    const { serveFile } = await import('./static-files.js')
    return serveFile(request, response, files.directory, path.slice(files.prefix.length))
  }
  const directory = [files?.prefix, options.prefix].find((prefix) => prefix === `${path}/`)
  if (directory !== undefined) {
    const page = `<a href="${directory}">Moved Permanently</a>.\n\n`
    response.writeHead(301, { Location: directory, 'Content-Type': 'text/html; charset=utf-8' }).end(page)
  } else if (!toApi(request, options)) plain(response, 404, '404 page not found\n')
  else if (!passes(request, options.filter)) plain(response, 403, 'Forbidden\n')
  else {
    const from = request.headers['x-forwarded-for']
    request.headers['x-forwarded-for'] = [from ?? [], '127.0.0.1'].flat().join(', ')
    await behind.answer(request, response)
  }
}

/** Takes the proxy's prefix away; false when the path does not have it. One that begins as the API's own stays. */
function toApi(request: IncomingMessage, { prefix }: ProxyOptions): boolean {
  const { url = '/' } = request
  if (!url.startsWith(prefix)) return false
  if (!prefix.startsWith('/api')) request.url = `/${url.slice(prefix.length)}`
  return true
}

function passes({ url = '/', method = 'GET', headers }: IncomingMessage, filter: Filter | undefined): boolean {
  if (filter === undefined) return true
  const path = decoded(url.split('?')[0]!)
  const host = /^\[(.*)\]:\d+$/.exec(headers.host ?? '')?.[1] ?? (headers.host ?? '').replace(/:\d+$/, '')
  const matches = (text: string, patterns: readonly Pattern[]) => patterns.some((matches) => matches(text))
  if (matches(path, filter.rejectPaths) || matches(method, filter.rejectMethods)) return false
  return matches(path, filter.acceptPaths) && matches(host, filter.acceptHosts)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
