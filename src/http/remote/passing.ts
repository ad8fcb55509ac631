import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { plain } from '../local-proxy/plain-text.js'
import type { Behind } from '../local-proxy/server.js'
import type { Connection } from './connection.js'
import { unreachable } from './unreachable.js'

/** What concerns one connection alone, and is not passed on (RFC 9110, 7.6.1). */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Requests of other clients go to the server as they are, with what lets us in. */
export function passOn(connection: Connection): Behind {
  return {
    async answer(request, response) {
      try {
        await passRequest(await outgoing(connection, request), request, response)
      } catch (error) {
        if (response.headersSent) response.destroy()
        else plain(response, 500, `${unreachable(connection.address, error as Error).message}\n`)
      }
    },
    async upgrade(request, socket, head) {
      const { connection: asked, upgrade } = request.headers
      const onward = await outgoing(connection, request, { connection: asked ?? 'Upgrade', upgrade: upgrade ?? '' })
      onward.on('error', () => socket.destroy())
      onward.on('response', (answer) => {
        socket.write(headOf(answer))
        answer.pipe(socket)
      })
      onward.on('upgrade', (answer, other, first) => {
        socket.write(headOf(answer))
        socket.write(first)
        other.write(head)
        Promise.all([pipeline(socket, other), pipeline(other, socket)]).catch(() => {
          socket.destroy()
          other.destroy()
        })
      })
      onward.end()
    },
  }
}

function outgoing(
  connection: Connection,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  more: Readonly<Record<string, string>> = {},
): Promise<ClientRequest> {
  return connection.begin({ method, path: url, headers: { accept: '*/*', ...withoutPage(passed(headers)), ...more } })
}

/** From which page a request comes has been judged where it arrived; to the server it is ours. */
function withoutPage(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'origin' && !name.startsWith('sec-fetch-')),
  )
}

function passed(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !ofConnection.has(name))
  return Object.fromEntries(kept) as Record<string, string>
}

async function passRequest(onward: ClientRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('close', () => onward.destroy())
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    onward.on('response', resolve)
    onward.on('error', reject)
  })
  request.pipe(onward)
  const answer = await answered
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passed(answer.headers))
  // Whoever watches is to know that the watch has begun, before anything happens.
  response.flushHeaders()
  await pipeline(answer, response)
}

function headOf({ httpVersion, statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []))
  return [`HTTP/${httpVersion} ${statusCode} ${statusMessage}`, ...lines, '', ''].join('\r\n')
}
