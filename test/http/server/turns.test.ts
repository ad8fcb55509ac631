import { EventEmitter, once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Turns } from '../../../src/http/server/turns.js'
import { startTestServer, type TestServer, token } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const configMaps = '/api/v1/namespaces/default/configmaps'
const create = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })

function head(method: string, path: string, length = 0): string {
  const lines = [`Authorization: Bearer ${token}`, 'Content-Type: application/json', `Content-Length: ${length}`]
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('\r\n')}\r\n\r\n`
}

async function sends(bytes: string) {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (more) => {
    text += more
  })
  await once(socket, 'connect')
  socket.write(bytes)
  return { socket, text: () => text }
}

test('a request waits until the one before it on its connection has been answered', async () => {
  const body = JSON.stringify(create('second'))
  const both = head('GET', `${configMaps}?watch=true`) + head('POST', configMaps, body.length) + body
  const { socket, text } = await sends(both)
  await vi.waitFor(() => expect(text()).toContain('kube-root-ca.crt'))
  await server.call('POST', configMaps, { body: create('other') })
  await vi.waitFor(() => expect(text()).toContain('"other"'))
  expect(text()).not.toContain('"second"')
  socket.destroy()
})

test('requests that come all at once are all answered, in their order', async () => {
  const paths = Array.from({ length: 3000 }, (_, at) => (at % 2 === 0 ? '/livez' : '/api'))
  const { socket, text } = await sends(paths.map((path) => head('GET', path)).join(''))
  const bodies = () => text().match(/\r\n\r\n(ok|\{)/g) ?? []
  await vi.waitFor(() => expect(bodies()).toHaveLength(paths.length), { timeout: 10_000 })
  expect(bodies().map((each) => each.trim())).toEqual(paths.map((path) => (path === '/livez' ? 'ok' : '{')))
  socket.destroy()
})

/** A connection of which it is known whether it is read. */
function connection() {
  const read: boolean[] = []
  const socket = Object.assign(new EventEmitter(), {
    destroyed: false,
    pause: () => read.push(false),
    resume: () => read.push(true),
    destroy() {
      socket.destroyed = true
    },
  })
  return { socket: socket as unknown as Socket & { destroyed: boolean }, read }
}

test('nothing more is read while requests wait, and none has its turn whose client has gone', async () => {
  const turns = new Turns()
  const { socket, read } = connection()
  const end = (await turns.of({ socket }))!
  const [second, third] = [turns.of({ socket }), turns.of({ socket })]
  expect(read).toEqual([false, false])
  end()
  const endSecond = (await second)!
  expect(read).toEqual([false, false])
  socket.destroy()
  endSecond()
  expect(await third).toBeUndefined()
  expect(read).toEqual([false, false, true])
})
