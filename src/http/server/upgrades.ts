import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { pulledWatch } from '../exchange/own-protocol.js'
import { connects, cutTarget, resourcePath, segmentsOf } from '../exchange/paths.js'
import { verbOf } from '../exchange/request.js'

export type TakeOver = (request: IncomingMessage, socket: Socket, head: Buffer) => Promise<void>

/**
 * Gives `takeOver` the connections of requests for a stream in another protocol. Any other request that offers one (Java's
 * client offers HTTP/2 with each) is answered in HTTP as if it had not, like a Go server does it.
 */
export function listenForUpgrades(server: Server, takeOver: TakeOver): void {
  // Node 22.21 and later ask first; what is not taken over then comes as any other request.
  Object.assign(server, { shouldUpgradeCallback: wantsStream })
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!wantsStream(request)) return answerPlainly(server, request, socket, head)
    socket.on('error', () => socket.destroy())
    takeOver(request, socket, head).catch(() => socket.destroy())
  })
}

function wantsStream({ method, url = '/', headers }: IncomingMessage): boolean {
  if (headers.upgrade === pulledWatch) return true
  const { path: text, query } = cutTarget(url)
  const segments = segmentsOf(text) ?? []
  // A proxy may put a prefix of its own before.
  const root = segments.findIndex((segment) => segment === 'api' || segment === 'apis')
  const path = root < 0 ? undefined : resourcePath(segments.slice(root))
  if (method === 'HEAD' || path === undefined) return false
  if (connects.includes(path.subresource)) return true
  if (headers.upgrade?.toLowerCase() !== 'websocket' || method !== 'GET') return false
  // What is answered bit by bit may come in messages as well.
  return path.subresource === 'log' || (path.subresource === '' && verbOf({ method, query }, path) === 'watch')
}

/** Node gives the connection away with the head of the request: both go back to it, without the offer. */
function answerPlainly(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${rawHeaders[at + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket)
}
