import { once } from 'node:events'
import { Agent, request as secureRequest } from 'node:https'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSecureServer, startTestServer, type TestServer, token } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const configMaps = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })
/** What Java's client says with each request. */
const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAEAAEAA' }

describe('an offer of another protocol', () => {
  test('that no stream needs is passed over', async () => {
    const made = await server.call('POST', configMaps, { body: configMap('offered'), headers: offer })
    expect([made.status, made.json.metadata?.name]).toEqual([201, 'offered'])
    const websocket = { Connection: 'Upgrade', Upgrade: 'websocket' }
    const list = await server.call('GET', configMaps, { headers: websocket })
    expect(list.json.items).toHaveLength(2)
    const head = await server.call('HEAD', configMaps, { headers: websocket })
    expect([head.status, head.text]).toEqual([405, ''])
  })

  test('is passed over again and again on one connection, whatever its body is cut into', async () => {
    const { hostname, port } = new URL(server.address)
    const socket = connect(Number(port), hostname)
    const lines = [`Host: localhost`, `Authorization: Bearer ${token}`]
    const offered = [...lines, ...Object.entries(offer).map(([name, value]) => `${name}: ${value}`)]
    const body = JSON.stringify(configMap('cut'))
    const [first, second] = [body.slice(0, 20), body.slice(20)]
    const chunk = (piece: string) => `${piece.length.toString(16)}\r\n${piece}\r\n`
    let received = ''
    socket.on('data', (data) => {
      received += data
    })
    for (let count = 1; count <= 12; count++) {
      socket.write(`GET /livez HTTP/1.1\r\n${offered.join('\r\n')}\r\n\r\n`)
      while ((received.match(/\r\n\r\nok/g) ?? []).length < count) await once(socket, 'data')
    }
    const type = 'Content-Type: application/json\r\nTransfer-Encoding: chunked'
    socket.write(`POST ${configMaps} HTTP/1.1\r\n${offered.join('\r\n')}\r\n${type}\r\n\r\n${chunk(first)}`)
    socket.write(`${chunk(second)}0\r\n\r\n`)
    while (!/HTTP\/1\.1 201 [\s\S]*"cut"/.test(received)) await once(socket, 'data')
    socket.destroy()
  })

  test('is passed over where only a name sounds like a stream', async () => {
    for (const name of ['proxy', 'exec']) {
      const { status, json } = await server.call('GET', `/api/v1/namespaces/${name}/pods`, { headers: offer })
      expect([status, json.kind]).toEqual([200, 'PodList'])
    }
  })

  test('leaves the wish that the connection be closed', async () => {
    const headers = { Connection: 'close, Upgrade', Upgrade: 'h2c' }
    expect((await server.call('GET', '/livez', { headers })).headers.connection).toBe('close')
  })

  test('is passed over under TLS', async () => {
    const secure = await startSecureServer()
    const agent = new Agent({ keepAlive: false })
    const headers = { Authorization: `Bearer ${token}`, ...offer }
    const sending = secureRequest(`${secure.address}${configMaps}`, {
      ca: secure.authority,
      agent,
      headers,
    }).end()
    const [response] = await once(sending, 'response')
    expect(JSON.parse(await text(response))).toMatchObject({ kind: 'ConfigMapList' })
    await secure.close()
  })

  test('of a stream that is none is refused', async () => {
    const reply = await server.call('GET', '/api/v1/namespaces/default/pods/nobody/exec?command=ls', { headers: offer })
    expect(reply.status).toBe(404)
    const proxied = await server.call('GET', '/api/v1/namespaces/default/pods/nobody/proxy/', { headers: offer })
    expect([proxied.status, proxied.json.message]).toEqual([404, 'pods "nobody" not found'])
  })
})
