import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Proxy as Passage, startProxy } from '../../src/http/local-proxy/server.js'
import { connect, type RemoteClient } from '../../src/http/remote/client.js'
import { type SecureServer, startSecureServer, token } from './test-server.js'

let server: SecureServer
let client: RemoteClient
let proxy: Passage
const at = (path: string) => `http://${proxy.address}${path}`

beforeAll(async () => {
  server = await startSecureServer()
  await server.cluster.run(['run', 'p', '--image=nginx'])
  client = await connect({ server: server.address, token, authority: server.authority }, () => {})
  proxy = await startProxy({ behind: () => client.behind(), listen: { address: '127.0.0.1', port: 0 }, prefix: '/' })
})
afterAll(async () => {
  await proxy.close()
  client.close()
  await server.close()
})

describe('a proxy to a server', () => {
  test('lets everybody in with the token of whoever has started it', async () => {
    expect(await (await fetch(at('/healthz'))).text()).toBe('ok')
    const answer = await fetch(at('/api/v1/namespaces/default/configmaps'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'curl/8' },
      body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: '1' } }),
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ metadata: { name: 'a', managedFields: [{ manager: 'curl' }] } })
    const missing = await fetch(at('/api/v1/namespaces/default/pods/nope'))
    expect([missing.status, ((await missing.json()) as Error).message]).toEqual([404, 'pods "nope" not found'])
    const stranger = await fetch(at('/api'), { headers: { Authorization: 'Bearer wrong' } })
    expect(stranger.status).toBe(401)
  })

  test('passes a watch on as it comes', async () => {
    const stop = new AbortController()
    const answer = await fetch(at('/api/v1/namespaces/default/pods?watch=1&fieldSelector=metadata.name%3Dnone'), stop)
    expect(answer.status).toBe(200)
    stop.abort()
  })

  test('passes sessions on', async () => {
    const url = `ws://${proxy.address}/api/v1/namespaces/default/pods/p/exec?command=hostname&stdout=true`
    const socket = new WebSocket(url, ['v5.channel.k8s.io'])
    let said = ''
    socket.on('message', (data: Buffer) => {
      if (data[0] === 1) said += data.toString('utf8', 1)
    })
    await once(socket, 'close')
    expect([said, socket.protocol]).toEqual(['p\n', 'v5.channel.k8s.io'])
    const refused = new WebSocket(url.replace('/p/', '/nope/'))
    refused.on('error', () => {})
    const [, answer] = await once(refused, 'unexpected-response')
    expect(answer.statusCode).toBe(404)
    refused.terminate()
  })

  test('says that the server has gone', async () => {
    const short = createServer((_request, response) => {
      response.setHeader('kubesim-clock', 'wall 0').end('{}')
    }).listen(0, '127.0.0.1')
    await once(short, 'listening')
    const { port } = short.address() as AddressInfo
    const gone = await connect({ server: `http://127.0.0.1:${port}` }, () => {})
    short.closeAllConnections()
    short.close()
    const before = await startProxy({
      behind: () => gone.behind(),
      listen: { address: '127.0.0.1', port: 0 },
      prefix: '/',
    })
    const answer = await fetch(`http://${before.address}/api`)
    expect([answer.status, await answer.text()]).toEqual([
      500,
      `The connection to the server 127.0.0.1:${port} was refused - did you specify the right host or port?\n`,
    ])
    await before.close()
    gone.close()
  })
})
