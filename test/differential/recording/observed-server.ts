import { setMaxListeners } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { connectionOptions, guardConnections, usualLimits } from '../../../src/http/exchange/connections.js'
import { authenticator } from '../../../src/http/server/authentication.js'
import { answer, newListener, upgrade } from '../../../src/http/server/server.js'
import { listenForUpgrades } from '../../../src/http/server/upgrades.js'
import type { Cluster } from '../../../src/index.js'
import { canonical, host } from './asked.js'
import { Call, type Observer } from './call.js'

export const token = 'differential'

export interface ObservedServerOptions {
  readonly cluster: Cluster
  readonly observer: Observer
  /** How long a virtual clock stands still before it jumps for a watch. */
  readonly jumpDelay: number
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** The cluster's API as it is served, with somebody who is told what is asked and answered. */
export interface ObservedServer {
  /** Begins to listen on a port of loopback, and says on which. */
  listen(): Promise<number>
  /** Takes a connection that comes from inside this process. */
  connect(connection: Duplex): void
  close(): Promise<void>
}

export async function observedServer(options: ObservedServerOptions): Promise<ObservedServer> {
  const { cluster, observer, jumpDelay, tls } = options
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const connections = connectionOptions(usualLimits)
  const server: Server =
    tls === undefined ? createServer(connections) : createTlsServer({ ...connections, key: tls.key, cert: tls.cert })
  const listener = newListener({
    cluster,
    jumpDelay,
    limits: usualLimits,
    // Not the one that it listens on, which is another each time.
    address: () => host,
    authenticate: authenticator(cluster, token, true),
    closing: closing.signal,
  })
  server.on('request', (request, response) => {
    canonical(request)
    Call.answered(request, response, observer)
    answer(request, response, listener).catch(() => response.destroy())
  })
  listenForUpgrades(server, (request, socket, head) => {
    canonical(request)
    const call = Call.streamed(request, socket, observer)
    return upgrade(request, socket, head.length === 0 ? head : call.hear(head), listener)
  })
  guardConnections(server)
  await cluster.followOtherProcesses()
  return {
    listen: () =>
      new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
      }),
    connect: (connection) => void server.emit('connection', connection),
    async close() {
      closing.abort()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
