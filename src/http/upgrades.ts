import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { cutTarget } from './paths.js'
import { pulledWatch } from './remote/protocol.js'

export type TakeOver = (request: IncomingMessage, socket: Socket, head: Buffer) => Promise<void>

/**
 * Gives `takeOver` the connections of requests for a stream in another protocol. Any other request that offers one (Java's
 * client offers HTTP/2 with each) is answered in HTTP as if it had not, like a Go server does it.
 */
export function listenForUpgrades(server: Server, takeOver: TakeOver): void {
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!wantsStream(request)) return answerPlainly(server, request, socket, head)
    socket.on('error', () => socket.destroy())
    takeOver(request, socket, head).catch(() => socket.destroy())
  })
}

const stream = /\/(exec|attach|portforward|proxy)(\/|$)/

const wantsStream = ({ method, url = '/', headers }: IncomingMessage) =>
  headers.upgrade === pulledWatch || (method !== 'HEAD' && stream.test(cutTarget(url).path))

/** Node gives the connection away with the head of the request: both go back to it, without the offer. */
function answerPlainly(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket)
}
