/** What is recorded can be played again: of requests side by side, of a watch that somebody leaves, of a terminal. */
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Cluster } from '../../../src/index.js'
import { newCluster } from '../beginning.js'
import { bytesOf } from './bytes.js'
import { type ObservedServer, observedServer, token } from './observed-server.js'
import { Player } from './player.js'
import { Recorder } from './recorder.js'
import type { Event } from './recording.js'

const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }

interface Recording {
  readonly events: readonly Event[]
  readonly clock: number
}

/** Plays what a client of this process has done, once to a cluster that is recorded, and then to one that is as new. */
async function recorded(act: (server: ObservedServer, cluster: Cluster) => Promise<void>): Promise<Recording> {
  const cluster = await newCluster()
  const recorder = new Recorder(cluster)
  const server = await observedServer({ cluster, observer: recorder, jumpDelay: 5 })
  await act(server, cluster)
  const recording = await recorder.taken()
  await server.close()
  await cluster.close()
  return recording
}

async function played(events: readonly Event[]): Promise<{ difference: string | undefined; clock: number }> {
  const cluster = await newCluster()
  const beginning = cluster.now()
  const player = new Player(cluster)
  const server = await observedServer({ cluster, observer: player, jumpDelay: 3_600_000 })
  const difference = await player.play(events, server)
  const clock = cluster.now() - beginning
  await server.close()
  await cluster.close()
  return { difference, clock }
}

interface Asking {
  readonly request: ClientRequest
  /** Goes without a word, as a program does that ends. */
  leave(): void
}

function begin(server: ObservedServer, method: string, path: string, body?: object): Asking {
  const [near, far] = duplexPair()
  server.connect(far)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const options = { method, path, headers: { ...headers, ...type }, createConnection: () => near as never }
  const asking = request(options).end(body === undefined ? undefined : JSON.stringify(body))
  return { request: asking.on('error', () => {}), leave: () => far.destroy() }
}

async function ask(server: ObservedServer, method: string, path: string, body?: object): Promise<void> {
  const asking = begin(server, method, path, body).request
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  await once(response.resume(), 'end')
}

const pods = '/api/v1/namespaces/default/pods'
const pod = (name: string, ...command: string[]) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'busybox', ...(command.length === 0 ? {} : { command }) }] },
})

test('requests one after the other, and a watch that is left when time has gone on', async () => {
  const { events, clock } = await recorded(async (server, cluster) => {
    const beginning = cluster.now()
    await ask(server, 'POST', pods, pod('short', 'sleep', '5'))
    const { request: watch, leave } = begin(server, 'GET', `${pods}?watch=true`)
    const [response] = (await once(watch, 'response')) as [IncomingMessage]
    for await (const _ of response) if (cluster.now() > beginning) break
    leave()
  })
  expect(events.map((event) => Object.keys(event)[0])).toEqual(['ask', 'open', 'leap', 'close'])
  expect(clock).toBeGreaterThan(0)
  expect(await played(events)).toEqual({ difference: undefined, clock })
})

test('a watch that is left before it has anything to tell', async () => {
  const { events } = await recorded(async (server) => {
    const { request: watch, leave } = begin(server, 'GET', `${pods}?watch=true`)
    await once(watch, 'response')
    leave()
  })
  expect(events.map((event) => Object.keys(event)[0])).toEqual(['open', 'close'])
  expect((await played(events)).difference).toBeUndefined()
})

test('what is read side by side is in one order', async () => {
  const paths = ['b', 'a', 'c'].map((name) => `/api/v1/namespaces/${name}`)
  const { events } = await recorded(async (server) => {
    await Promise.all(paths.map((path) => ask(server, 'GET', path)))
  })
  expect(events.map((event) => 'ask' in event && event.ask)).toEqual(
    ['a', 'b', 'c'].map((name) => `GET /api/v1/namespaces/${name}`),
  )
  expect((await played(events)).difference).toBeUndefined()
})

test('what is typed into a terminal is recorded without the mask that a WebSocket lays over it', async () => {
  const { events } = await recorded(async (server) => {
    await ask(server, 'POST', pods, pod('shell', 'sleep', '1000'))
    const [near, far] = duplexPair()
    server.connect(far)
    const path = `${pods}/shell/exec?command=cat&stdin=true&stdout=true`
    const options = { headers, createConnection: () => near as never }
    const socket = new WebSocket(`ws://127.0.0.1${path}`, 'v5.channel.k8s.io', options)
    await once(socket, 'open')
    socket.send(Buffer.from('\0hello\n'))
    await once(socket, 'message')
    // Nothing more will be typed.
    socket.send(Buffer.from([255, 0]))
    await once(socket, 'close')
  })
  const sent = Buffer.concat(events.map((event) => ('send' in event ? bytesOf(event.send) : Buffer.alloc(0))))
  expect(sent.toString('latin1')).toContain('\0hello\n')
  expect((await played(events)).difference).toBeUndefined()
})
