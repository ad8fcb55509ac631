/**
 * Seeded nonsense: real objects with wrong values in any place, bytes that are nearly protobuf, frames that are nearly
 * WebSocket and SPDY.
 */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kinds } from '../../src/kinds/index.js'
import { partsOf } from '../../src/kinds/writing.js'
import { createRandom } from '../../src/simulation/random.js'
import { type Reply, startTestServer, type TestServer } from '../http/test-server.js'
import { seed, tries } from './fuzzing.js'

const random = createRandom(String(seed))('values')
const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!
const bytes = (length: number) => Buffer.from(Array.from({ length }, () => random.below(256)))

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['create', 'deployment', 'web', '--image=nginx'])
  await server.cluster.run(['run', 'shell', '--image=busybox', '--', 'sleep', '3600'])
})
afterAll(() => server.close())

const wrong: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1e300, '', ' ', 'x'.repeat(300), '\0', '💥', '../..', '%', '*'],
  ...[[], {}, [null], [[]], [{}], { '': '' }, { a: null }, '{{', '$(x)', '2026-13-45T99:99:99Z', '1Q', '-5Mi', '0x1'],
  ...['__proto__', 'constructor', 'toString', { constructor: { prototype: { polluted: true } } }],
  JSON.parse('{"__proto__":{"polluted":true}}'),
]

/** The value with something wrong in some place of it. */
function spoiled(value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && random.below(5) > 0) {
    const at = random.below(value.length)
    return value.map((item, index) => (index === at ? spoiled(item) : item))
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0 && random.below(6) > 0) {
    const names = Object.keys(value)
    const name = random.below(12) === 0 ? pick(['__proto__', 'constructor', 'status', 'x-y', '']) : pick(names)
    const before = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : {}
    return Object.fromEntries([...Object.entries(value).filter(([key]) => key !== name), [name, spoiled(before)]])
  }
  return pick(wrong)
}

const served = kinds.filter(({ served }) => served !== false)
const patches = ['merge-patch+json', 'strategic-merge-patch+json', 'json-patch+json', 'apply-patch+yaml']

/** What is a bug of ours: what went wrong without anybody having thought of it. */
const fault = ({ status, json }: Reply) => status >= 500 && json?.reason === 'InternalError'

async function alive(): Promise<void> {
  expect((await server.call('GET', '/livez')).text).toBe('ok')
  expect((await server.call('GET', '/api/v1/nodes?limit=1')).status).toBe(200)
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
}

describe('nonsense', () => {
  test('in the bodies of requests is refused or taken, and does no harm', async () => {
    const faults: string[] = []
    for (const _ of tries(500)) {
      const kind = pick(served)
      const { names, scope } = kind
      const { example } = partsOf(kind).strategy
      const root = names.group === '' ? '/api/v1' : `/apis/${names.group}/${names.version}`
      const base = `${root}${scope === 'Cluster' ? '' : '/namespaces/default'}/${names.plural}`
      const body = spoiled(example)
      const name = pick([example.metadata.name, 'web', 'shell', 'nobody'])
      const [method, path, type] = pick([
        ['POST', base, 'json'],
        ['PUT', `${base}/${name}`, 'json'],
        ['PUT', `${base}/${name}/status`, 'json'],
        ['PATCH', `${base}/${name}?fieldManager=x&force=true`, 'apply-patch+yaml'],
        ['PATCH', `${base}/${name}`, pick(patches)],
        ['PATCH', `${base}/${name}/${pick(['status', 'scale'])}`, pick(patches)],
        ['DELETE', `${base}/${name}`, 'json'],
      ] as const)
      const sent = type === 'json-patch+json' ? [spoiled({ op: 'add', path: '/metadata/labels/x', value: body })] : body
      const reply = await server.call(method, path, { body: sent, headers: { 'Content-Type': `application/${type}` } })
      if (fault(reply)) faults.push(`${reply.json.message} ${method} ${path} ${JSON.stringify(sent)?.slice(0, 500)}`)
    }
    expect(faults.slice(0, 10), `seed ${seed}`).toEqual([])
    await alive()
  })

  test('that is nearly protobuf is refused or taken', async () => {
    const whole = readFileSync(join(import.meta.dirname, '../http/deployment.pb'))
    const headers = { 'Content-Type': 'application/vnd.kubernetes.protobuf' }
    const faults: string[] = []
    for (const _ of tries(600)) {
      const body = Buffer.from(whole)
      for (let flips = 1 + random.below(4); flips > 0; flips--)
        body[4 + random.below(body.length - 4)] = random.below(256)
      const cut = random.below(3) === 0 ? body.subarray(0, random.below(body.length)) : body
      const path = '/apis/apps/v1/namespaces/default/deployments?dryRun=All'
      const reply = await server.call('POST', path, { body: cut, headers })
      if (fault(reply)) faults.push(`${reply.json.message} ${cut.toString('hex')}`)
    }
    expect(faults.slice(0, 5), `seed ${seed}`).toEqual([])
    await alive()
  })

  test('in frames ends the connection and nothing else', async () => {
    for (const count of tries(500)) await spoil(count % 2 === 0 ? websocketHead : spdyHead, frames(count))
    await alive()
  })

  const exec = 'POST /api/v1/namespaces/default/pods/shell/exec?command=cat&stdin=true&stdout=true HTTP/1.1'
  const websocketHead =
    `${exec.replace('POST', 'GET')}\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
    'Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n'
  const spdyHead =
    `${exec}\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n` +
    'X-Stream-Protocol-Version: v4.channel.k8s.io\r\nContent-Length: 0\r\n\r\n'

  /** Something that begins like a frame of the protocol. */
  function frames(count: number): Buffer {
    const payload = bytes(random.below(60))
    if (count % 2 === 0) {
      const opcode = pick([0x80, 0x81, 0x82, 0x88, 0x89, 0x83, 0xf2, 0x02])
      return Buffer.concat([Buffer.from([opcode, 0x80 | payload.length, ...bytes(4)]), payload, bytes(20)])
    }
    const type = pick([1, 2, 3, 4, 6, 7, 8, 9, 99])
    const length = pick([payload.length, payload.length, 0, 0xffffff])
    const head = [0x80, 3, 0, type, random.below(256), length >> 16, (length >> 8) & 0xff, length & 0xff]
    return Buffer.concat([Buffer.from(head), payload, bytes(20)])
  }

  function spoil(head: string, nonsense: Buffer): Promise<void> {
    const { hostname, port } = new URL(server.address)
    const socket = connect(Number(port), hostname)
    return new Promise((resolve) => {
      socket.on('error', () => resolve())
      socket.on('close', () => resolve())
      socket.once('data', () => {
        socket.write(nonsense)
        socket.end()
      })
      socket.write(head)
      socket.resume()
    })
  }
})
