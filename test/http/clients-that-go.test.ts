import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Handler } from '../../src/api/contract/request.js'
import { type Server, startServer } from '../../src/http/index.js'
import { Cluster } from '../../src/index.js'

/** Watches that go on, and how many events they have been asked for. */
const watches = { open: 0, told: 0 }

async function* counted<T>(events: AsyncIterable<T>): AsyncGenerator<T> {
  watches.open++
  try {
    for await (const event of events) {
      watches.told++
      yield event
    }
  } finally {
    watches.open--
  }
}

let cluster: Awaited<ReturnType<typeof Cluster.open>>
let server: Server
beforeAll(async () => {
  cluster = await Cluster.open({ create: { clock: 'virtual', seed: 'http' } })
  const send: Handler = async (request) => {
    const answer = await cluster.send(request)
    return 'events' in answer ? { events: counted(answer.events) } : answer
  }
  const served = Object.assign(Object.create(cluster) as typeof cluster, { send })
  server = await startServer({ cluster: served, token: 'secret', jumpDelay: 5 })
})
afterAll(async () => {
  await server.close()
  await cluster.close()
})

/** A connection that follows the config maps of the default namespace; nothing is read of what it is told. */
async function watching(): Promise<Socket> {
  const { hostname, port } = new URL(server.address)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write('GET /api/v1/namespaces/default/configmaps?watch=true HTTP/1.1\r\nHost: localhost\r\n\r\n')
  return socket
}

test('clients that hold on to their streams do not keep the server', async () => {
  const other = await startServer({ cluster, token: 'secret' })
  const { hostname, port } = new URL(other.address)
  const socket = connect(Number(port), hostname)
  const head = 'GET /api/v1/configmaps?watch=1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n'
  socket.write(`${head}Upgrade: kubesim-watch\r\n\r\n`)
  // It has heard of all there is, and asks for no more.
  let told = ''
  while (!told.includes('BOOKMARK')) told += (await once(socket, 'data')).toString()
  await other.close()
  socket.destroy()
})

describe('clients', () => {
  test('that go without a word leave no watch behind', async () => {
    const sockets = await Promise.all(Array.from({ length: 30 }, watching))
    await vi.waitFor(() => expect(watches.open).toBe(30), 20_000)
    for (const [index, socket] of sockets.entries()) {
      if (index % 2 === 0) socket.resetAndDestroy()
      else socket.destroy()
    }
    await vi.waitFor(() => expect(watches.open).toBe(0), 20_000)
  })

  test('that read nothing are told no more than they can take', async () => {
    const socket = await watching()
    await vi.waitFor(() => expect(watches.open).toBe(1), 20_000)
    watches.told = 0
    const resource = (await cluster.client.resources()).find(({ plural }) => plural === 'configmaps')!
    const large = { apiVersion: 'v1', kind: 'ConfigMap', data: { text: 'x'.repeat(900_000) } }
    for (let count = 0; count < 60; count++) {
      await cluster.client.create(resource, 'default', { ...large, metadata: { name: `large-${count}` } })
    }
    await vi.waitFor(() => expect(watches.told).toBeGreaterThan(0), 20_000)
    // What the operating system takes in for a client that does not read is a few megabytes.
    expect(watches.told).toBeLessThan(30)
    socket.destroy()
    await vi.waitFor(() => expect(watches.open).toBe(0), 20_000)
  })
})
