import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer, token } from './test-server.js'

const path = '/api/v1/namespaces/default/configmaps'
const count = 30

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  for (let index = 0; index < count; index++) {
    const body = { metadata: { name: `long-${index}` }, data: { text: `${index}`.repeat(20_000) } }
    expect((await server.call('POST', path, { body })).status).toBe(201)
  }
})
afterAll(() => server.close())

/** The bytes of an answer, with its headers. */
function bytesOf(headers: Record<string, string>): Promise<{ bytes: Buffer; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sending = request(
      `${server.address}${path}`,
      { headers: { Authorization: `Bearer ${token}`, ...headers } },
      async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk)
        resolve({ bytes: Buffer.concat(chunks), headers: response.headers })
      },
    )
    sending.on('error', reject)
    sending.end()
  })
}

describe('a list that is longer than what is sent at a time', () => {
  test('comes as it is made, whole, once more as well, and compressed for whoever takes that', async () => {
    const plain = await bytesOf({})
    expect(plain.headers).toMatchObject({ 'transfer-encoding': 'chunked', 'cache-control': 'no-cache, private' })
    const { kind, items } = JSON.parse(plain.bytes.toString('utf8'))
    expect(kind).toBe('ConfigMapList')
    expect(items.length).toBe(count + 1)
    const one = (await server.call('GET', `${path}/${items[1].metadata.name}`)).json
    expect({ apiVersion: 'v1', kind: 'ConfigMap', ...items[1] }).toEqual(one)
    expect(items[1].metadata.managedFields).toHaveLength(1)
    expect((await bytesOf({})).bytes.equals(plain.bytes)).toBe(true)
    const compressed = await bytesOf({ 'Accept-Encoding': 'gzip' })
    expect(compressed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
    expect(compressed.bytes.length).toBeLessThan(plain.bytes.length / 10)
    expect(gunzipSync(compressed.bytes).equals(plain.bytes)).toBe(true)
  })

  test('is a table with all its rows', async () => {
    const { bytes } = await bytesOf({ Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
    const whole = await bytesOf({ Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io', Connection: 'close' })
    expect(JSON.parse(bytes.toString('utf8')).rows).toHaveLength(count + 1)
    expect(whole.bytes.equals(bytes)).toBe(true)
  })
})
