import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Streams } from '../../src/api/contract/client.js'
import type { ResourceInfo } from '../../src/api/contract/names.js'
import { connect, type RemoteClient } from '../../src/http/remote/client.js'
import { impersonationHeaders } from '../../src/http/remote/destination.js'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer
let client: RemoteClient
const warnings: string[] = []
let resources: readonly ResourceInfo[]
const resource = (plural: string) => resources.find((each) => each.plural === plural)!

beforeAll(async () => {
  server = await startTestServer()
  client = await connect({ server: server.address }, (text) => warnings.push(text))
  resources = await client.resources()
  await server.cluster.run(['run', 'p', '--image=nginx'])
})
afterAll(async () => {
  client.close()
  await server.close()
})

const configMap = (name: string, data = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data })
const inDefault = (plural: string, name: string) => ({ resource: resource(plural), namespace: 'default', name })

describe('a client of a server', () => {
  test('knows the same resources as one of the cluster itself', async () => {
    const names = (list: readonly ResourceInfo[]) => list.map((each) => JSON.stringify(each)).sort()
    expect(names(resources)).toEqual(names(await server.cluster.client.resources()))
    expect(await client.version()).toMatchObject(await server.cluster.client.version())
  })

  test('tells the cluster time of its last answer', async () => {
    await server.cluster.advance(90_000)
    await client.get(inDefault('pods', 'p'))
    expect(client.now()).toBe(server.cluster.now())
  })

  test('reads and changes objects', async () => {
    const maps = resource('configmaps')
    const created = await client.create(maps, 'default', configMap('a', { x: '1' }))
    expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/)
    await client.update(inDefault('configmaps', 'a'), { ...created, data: { x: '2' } })
    await client.patch(inDefault('configmaps', 'a'), { type: 'merge', body: { data: { y: '3' } } })
    expect((await client.get(inDefault('configmaps', 'a'))).data).toEqual({ x: '2', y: '3' })
    const list = await client.list({ resource: maps, namespace: 'default', fieldSelector: 'metadata.name=a' })
    expect(list.items.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['ConfigMap', 'a']])
    const table = await client.table({ resource: maps, namespace: 'default', name: 'a' })
    expect(table.rows.map(({ cells }) => cells.slice(0, 2))).toEqual([['a', 2]])
    await client.delete(inDefault('configmaps', 'a'), { preconditions: { uid: created.metadata.uid! } })
    await expect(client.get(inDefault('configmaps', 'a'))).rejects.toMatchObject({
      name: 'ApiError',
      reason: 'NotFound',
      message: 'configmaps "a" not found',
    })
  })

  test('changes nothing in a rehearsal', async () => {
    await client.create(resource('configmaps'), 'default', configMap('dry'), { dryRun: true })
    await expect(client.get(inDefault('configmaps', 'dry'))).rejects.toThrow('not found')
  })

  test('deletes what a selector finds', async () => {
    const maps = resource('configmaps')
    for (const name of ['b', 'c']) {
      const object = configMap(name)
      await client.create(maps, 'default', { ...object, metadata: { name, labels: { many: 'yes' } } })
    }
    await client.deleteCollection({ resource: maps, namespace: 'default', labelSelector: 'many=yes' })
    expect((await client.list({ resource: maps, namespace: 'default', labelSelector: 'many' })).items).toEqual([])
  })

  test('refuses unknown fields, or passes on the warning of them', async () => {
    const odd = { ...configMap('odd'), nosuch: 1 }
    await expect(client.create(resource('configmaps'), 'default', odd)).rejects.toThrow('unknown field "nosuch"')
    await client.create(resource('configmaps'), 'default', odd, { fieldValidation: 'Warn' })
    expect(warnings).toContain('unknown field "nosuch"')
  })

  test('sends names as they are', async () => {
    await expect(client.get(inDefault('configmaps', 'a b?/ü'))).rejects.toMatchObject({ name: 'ApiError' })
  })
})

describe('a watch through a server', () => {
  const podEvents = (until: number) =>
    client.watch({ resource: resource('pods'), namespace: 'default', bookmarks: true, until })

  test('ends when the cluster shows the instant asked for, however long that would take', async () => {
    const until = client.now() + 3_600_000
    const types: string[] = []
    for await (const { type } of podEvents(until)) types.push(type)
    expect(types[0]).toBe('ADDED')
    expect(types.at(-1)).toBe('BOOKMARK')
    expect(client.now()).toBe(until)
    expect(server.cluster.now()).toBe(until)
  })

  test('lets no time pass for a reader who has seen enough', async () => {
    const before = server.cluster.now()
    for await (const { type } of podEvents(before + 3_600_000)) if (type === 'BOOKMARK') break
    await client.get(inDefault('pods', 'p'))
    expect(client.now()).toBe(before)
  })

  test('tells what others do, in tables too', async () => {
    const stop = new AbortController()
    const maps = resource('configmaps')
    const { metadata } = await client.list({ resource: maps, namespace: 'default' })
    const query = { resource: maps, namespace: 'default', labelSelector: 'seen=yes', signal: stop.signal }
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const { type, object } of client.watchTable({
        ...query,
        resourceVersion: metadata.resourceVersion!,
      })) {
        seen.push([type, object.rows[0]?.cells[0]])
        if (seen.length === 2) stop.abort()
      }
    })()
    await server.cluster.run(['create', 'configmap', 'seen'])
    await server.cluster.run(['label', 'configmap', 'seen', 'seen=yes'])
    await server.cluster.run(['delete', 'configmap', 'seen'])
    await reading
    expect(seen).toEqual([
      ['ADDED', 'seen'],
      ['DELETED', 'seen'],
    ])
  })

  test('fails as the server says', async () => {
    const next = (query: object) =>
      client
        .watch({ resource: resource('pods'), namespace: '', ...query })
        [Symbol.asyncIterator]()
        .next()
    await expect(next({ labelSelector: '==' })).rejects.toMatchObject({ reason: 'BadRequest' })
  })
})

describe('sessions through a server', () => {
  const session = { namespace: 'default', pod: 'p', container: 'p', tty: false }

  function streams(...input: string[]): Streams & { readonly said: string[] } {
    const said: string[] = []
    const stdin = input.length === 0 ? undefined : ReadableStream.from(input)
    return { stdin, said, out: (text) => said.push(text), err: (text) => said.push(`err: ${text}`) }
  }

  test('run commands with input, output and exit code', async () => {
    const io = streams('one\n', 'two\n')
    const command = ['sh', '-c', 'cat; echo no >&2; exit 7']
    expect(await client.exec({ ...session, command, stdin: true }, io)).toBe(7)
    expect(io.said.join('')).toBe('one\ntwo\nerr: no\n')
  })

  test('are refused as the server says', async () => {
    const run = (query: object, command = ['true']) =>
      client.exec({ ...session, command, stdin: false, ...query }, streams())
    await expect(run({ pod: 'nosuch' })).rejects.toMatchObject({ reason: 'NotFound' })
    await expect(run({}, ['nosuch'])).rejects.toMatchObject({ reason: 'InternalError' })
  })

  test('end with their signal', async () => {
    const stop = new AbortController()
    const io = { ...streams(), out: () => stop.abort() }
    const command = ['sh', '-c', 'echo begun; sleep infinity']
    expect(await client.exec({ ...session, command, stdin: false, signal: stop.signal }, io)).toBe(0)
  })

  test('tell logs line by line', async () => {
    const lines: string[] = []
    for await (const line of client.logs({ ...session, tailLines: 2 })) lines.push(line)
    expect(lines).toHaveLength(2)
    expect(lines.every((line) => line.endsWith('\n'))).toBe(true)
    const none = client.logs({ ...session, pod: 'nosuch' })[Symbol.asyncIterator]()
    await expect(none.next()).rejects.toMatchObject({ reason: 'NotFound' })
  })

  test('reach the ports of pods', async () => {
    const forwarding = await client.forward(session)
    const said: string[] = []
    const input = ReadableStream.from([Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')])
    const write = async (bytes: Uint8Array) => void said.push(Buffer.from(bytes).toString())
    expect(await forwarding.connect(80, { input, write })).toBeUndefined()
    expect(said.join('')).toContain('Welcome to nginx!')
    const refused = await forwarding.connect(81, { input: ReadableStream.from([]), write })
    expect(refused).toContain('connection refused')
    await expect(client.forward({ namespace: 'default', pod: 'nosuch' })).rejects.toMatchObject({ reason: 'NotFound' })
  })
})

describe('other servers', () => {
  async function against(listener: RequestListener): Promise<RemoteClient> {
    const stranger = createServer(listener)
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo
    const other = await connect({ server: `http://127.0.0.1:${port}` }, () => {})
    stranger.close()
    return other
  }

  test('are left to kubectl', async () => {
    const other = await against((_request, response) => response.end('{"gitVersion": "v1.30.2"}'))
    await expect(other.resources()).rejects.toThrow(
      'is no kubesim server but a cluster of its own, v1.30.2: use kubectl',
    )
  })

  test('that are no cluster at all are told so', async () => {
    const other = await against((_request, response) => response.writeHead(403).end('<html>'))
    await expect(other.version()).rejects.toThrow('is no kubesim server: use kubectl for it')
  })
})

describe('somebody who may do little is told the same on the cluster and through its server', () => {
  const wish = { user: 'jane', uid: '', groups: [], extra: {} }
  const pod = { namespace: 'default', pod: 'p', container: 'p', stdin: false, tty: false }
  const silent: Streams = { stdin: undefined, out: () => {}, err: () => {} }
  let impersonating: RemoteClient
  beforeAll(async () => {
    const headers = impersonationHeaders(wish)
    impersonating = await connect({ server: server.address, headers }, () => {})
  })
  afterAll(() => impersonating.close())

  test.each<readonly [what: string, use: (client: Client) => unknown, refused: string]>([
    ['a session', (of) => of.exec({ ...pod, command: ['ls'] }, silent), 'cannot create resource "pods/exec"'],
    ['a process', (of) => of.attach(pod, silent), 'cannot create resource "pods/attach"'],
    ['ports', (of) => of.forward(pod), 'cannot create resource "pods/portforward"'],
    ['a log', (of) => of.logs(pod)[Symbol.asyncIterator]().next(), 'cannot get resource "pods/log"'],
    ['a list', (of) => of.list({ resource: resource('pods'), namespace: 'default' }), 'cannot list resource "pods"'],
    ['a table', (of) => of.table({ resource: resource('pods'), ...pod, name: 'p' }), 'cannot get resource "pods"'],
    [
      'a scale',
      (of) => of.get({ ...inDefault('deployments', 'd'), subresource: 'scale' }),
      'cannot get resource "deployments/scale"',
    ],
    [
      'what may not be and is nonsense, too',
      (of) => of.create(resource('pods'), 'default', { nonsense: 1 } as never),
      'cannot create resource "pods"',
    ],
  ])('%s', async (_what, use, refused) => {
    const there = await Promise.resolve(use(impersonating)).catch((error: Error) => error.message)
    const here = await Promise.resolve(use(server.cluster.clientOf({ impersonate: wish }))).catch(
      (error) => error.message,
    )
    expect(there).toBe(here)
    expect(here).toContain(`User "jane" ${refused}`)
  })

  test('a session may be had by whoever may get and create it', async () => {
    await server.cluster.run(['create', 'role', 'looks', '--verb=get,create', '--resource=pods/exec'])
    await server.cluster.run(['create', 'rolebinding', 'looks', '--role=looks', '--user=jane'])
    const out: string[] = []
    const streams = { ...silent, out: (text: string) => void out.push(text) }
    expect(await impersonating.exec({ ...pod, command: ['echo', 'hello'] }, streams)).toBe(0)
    const own = server.cluster.clientOf({ impersonate: wish })
    expect(await own.exec({ ...pod, command: ['echo', 'hello'] }, streams)).toBe(0)
    expect(out.join('')).toBe('hello\nhello\n')
  })
})
