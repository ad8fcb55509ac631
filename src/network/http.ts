import type { Answers, Applications, HttpRequest, HttpResponse, NetworkWorld, Origin } from './contract.js'
import { addressOf, type Place, placeOf } from './places.js'
import { type Connection, connect, type Daemon } from './route.js'

/** Sends a request to an address and port and brings the answer. */
export function exchange(
  origin: Origin,
  question: { address: string; port: number; request: HttpRequest },
  world: NetworkWorld,
  applications: Applications,
): Answers['http'] {
  const { address, port, request } = question
  const from = placeOf(origin, world)
  if (from === undefined) return { outcome: 'timeout' }
  const connection = connect({ from, port, protocol: 'TCP', world, applications }, address)
  if (connection.outcome !== 'open') return { outcome: connection.outcome }
  const local = { address: localAddress(from, address, world), port: localPort(world, address, port) }
  const tls = 'daemon' in connection ? connection.daemon === 'kubelet' : connection.socket.tls
  if (request.tls && !tls) return { outcome: 'tls-error', local, message: 'wrong version number' }
  const response = request.tls === tls ? respond(connection, request, world, applications) : plainToTls
  if (response === 'closed') return { outcome: 'closed', local }
  return response === 'silent' ? { outcome: 'silent', local } : { outcome: 'answered', response, local }
}

function respond(
  connection: Extract<Connection, { outcome: 'open' }>,
  request: HttpRequest,
  world: NetworkWorld,
  applications: Applications,
): HttpResponse | 'closed' | 'silent' {
  if ('daemon' in connection) return daemonResponse(connection.daemon, request, world)
  const { pod, socket, client, server } = connection
  return applications.answer({ pod, socket, client, server, request }, world)
}

/** Go's `net/http` to a plain request on a TLS port. */
const plainToTls: HttpResponse = {
  version: '1.0',
  status: 400,
  reason: 'Bad Request',
  headers: [],
  body: 'Client sent an HTTP request to an HTTPS server.\n',
}

function daemonResponse(daemon: Daemon, request: HttpRequest, world: NetworkWorld): HttpResponse | 'closed' {
  if (daemon === 'sshd') return 'closed'
  const healthy = request.path.split('?')[0] === '/healthz'
  const [status, reason, body] =
    daemon === 'kubelet'
      ? [401, 'Unauthorized', 'Unauthorized']
      : healthy
        ? [200, 'OK', 'ok']
        : [404, 'Not Found', '404 page not found\n']
  return {
    version: '1.1',
    status: status as number,
    reason: String(reason),
    headers: [
      ['Date', new Date(world.now).toUTCString()],
      ['Content-Length', String(String(body).length)],
      ['Content-Type', 'text/plain; charset=utf-8'],
    ],
    body: request.method === 'HEAD' ? '' : String(body),
  }
}

/** Whether something answers on a port, without asking it anything. */
export function probe(
  origin: Origin,
  question: { address: string; port: number; protocol: 'TCP' | 'UDP' },
  world: NetworkWorld,
  applications: Applications,
): Answers['connect'] {
  const from = placeOf(origin, world)
  if (from === undefined) return { outcome: 'timeout' }
  const { address, port, protocol } = question
  const connection = connect({ from, port, protocol, world, applications }, address)
  if (connection.outcome !== 'open') return { outcome: connection.outcome }
  return {
    outcome: 'open',
    local: { address: localAddress(from, address, world), port: localPort(world, address, port) },
  }
}

function localAddress(from: Place, address: string, world: NetworkWorld): string {
  return address.startsWith('127.') ? '127.0.0.1' : addressOf(from, world)
}

/** A port of the ephemeral range. */
function localPort(world: NetworkWorld, address: string, port: number): number {
  return 32768 + world.random(`local-port/${world.revision}/${address}/${port}`).below(28_232)
}
