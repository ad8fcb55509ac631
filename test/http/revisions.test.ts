import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster } from '../../src/index.js'
import { memoryDisk, memoryPlace } from '../../src/store/index.js'
import { eventsOf, startTestServer, type TestServer } from './test-server.js'

const place = memoryPlace()
let server: TestServer
beforeAll(async () => {
  // What happened before the server began is not remembered.
  const before = await Cluster.open({ disk: memoryDisk(place), create: { clock: 'virtual', seed: 'http' } })
  for (const name of ['a', 'b', 'c', 'd']) await before.run(['create', 'configmap', name])
  await before.close()
  server = await startTestServer({ disk: memoryDisk(place) })
})
afterAll(() => server.close())

const configMaps = '/api/v1/namespaces/default/configmaps'
const list = async (query: string) => (await server.call('GET', `${configMaps}?${query}`)).json
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
const names = (found: any): string[] => found.items.map((item: any) => item.metadata.name)

/** Another process, as far as the disk can tell. */
async function elsewhere(...commands: string[]): Promise<void> {
  const other = await Cluster.open({ disk: memoryDisk(place), create: false })
  for (const command of commands) await other.run(command.split(' '))
  await other.close()
}

const tokenOf = (token: object) => Buffer.from(JSON.stringify(token)).toString('base64url')

describe('a list', () => {
  test('read in pieces stays what it was at the first, whoever changes it meanwhile', async () => {
    const first = await list('limit=2')
    expect(names(first)).toEqual(['a', 'b'])
    expect(first.metadata.remainingItemCount).toBe(3)
    await elsewhere('delete configmap c', 'create configmap bb', 'label configmap d x=y')
    await server.call('DELETE', `${configMaps}/kube-root-ca.crt`)
    const second = await list(`limit=2&continue=${first.metadata.continue}`)
    expect(names(second)).toEqual(['c', 'd'])
    expect(second.items[1].metadata.labels).toBeUndefined()
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
    const third = await list(`limit=2&continue=${second.metadata.continue}`)
    expect(names(third)).toEqual(['kube-root-ca.crt'])
    expect(third.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion })
    const table = await server.call('GET', `${configMaps}?limit=2&continue=${first.metadata.continue}`, {
      headers: { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    })
    expect(table.json.rows.map(({ cells }: { cells: string[] }) => cells[0])).toEqual(['c', 'd'])
  })

  test('can be had as it was, as long as that is known', async () => {
    const then = await list('')
    await server.call('DELETE', `${configMaps}/d`)
    const now = await list('')
    expect(names(now)).not.toContain('d')
    const revision = then.metadata.resourceVersion
    const exactly = await list(`resourceVersion=${revision}&resourceVersionMatch=Exact`)
    expect([names(exactly), exactly.metadata.resourceVersion]).toEqual([names(then), revision])
    expect(names(await list(`resourceVersion=${revision}&limit=500`))).toEqual(names(then))
    expect(names(await list(`resourceVersion=${revision}&resourceVersionMatch=NotOlderThan`))).toEqual(names(now))
    expect(names(await list(`resourceVersion=${revision}`))).toEqual(names(now))
    expect(names(await list('resourceVersion=0&limit=1'))).toEqual(names(now))
    expect(await list('resourceVersion=1&resourceVersionMatch=Exact')).toMatchObject({
      code: 410,
      reason: 'Expired',
      message: 'The resourceVersion for the provided list is too old.',
    })
    expect(await list('resourceVersion=99999999')).toMatchObject({ code: 504, reason: 'Timeout' })
  })

  test('whose rest is no longer known can be gone on with all the same', async () => {
    const { code, reason, message, metadata } = await list(
      `limit=2&continue=${tokenOf({ v: 'meta.k8s.io/v1', rv: 1, start: 'b\0' })}`,
    )
    expect({ code, reason }).toEqual({ code: 410, reason: 'Expired' })
    expect(message).toContain('or use the continue token in this response to retrieve the remainder')
    expect(names(await list(`continue=${metadata.continue}`))[0]).toBe('bb')
  })

  test.each([
    ['limit=2&continue=nonsense', 400, 'invalid continue token: continue key is not valid'],
    [`continue=${tokenOf({ v: 'v9', rv: 3, start: 'x' })}`, 400, 'server does not recognize this encoded version v9'],
    [`continue=${tokenOf({ v: 'meta.k8s.io/v1', rv: 0, start: 'x' })}`, 400, 'incorrect encoded start resourceVersion'],
    [`continue=${tokenOf({ v: 'meta.k8s.io/v1', rv: 3, start: '' })}`, 400, 'encoded start key empty'],
    [`continue=${tokenOf({ v: 'meta.k8s.io/v1', rv: 3, start: '../x' })}`, 400, 'continue key is not valid: ../x'],
    [`continue=x&resourceVersion=4`, 400, 'specifying resource version is not allowed when using continue'],
    ['resourceVersion=x', 400, 'resourceVersion: Invalid value: "x"'],
    ['resourceVersionMatch=Exact', 422, 'resourceVersionMatch is forbidden unless resourceVersion is provided'],
    ['resourceVersion=1&resourceVersionMatch=x', 422, 'supported values: "Exact", "NotOlderThan"'],
    ['sendInitialEvents=true', 422, 'sendInitialEvents is forbidden for list'],
    ['watch=1&sendInitialEvents=true', 422, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'],
    [
      'watch=1&resourceVersionMatch=NotOlderThan',
      422,
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
  ])('%s is refused', async (query, code, message) => {
    const refused = await list(query)
    expect(refused).toMatchObject({ status: 'Failure', code })
    expect(refused.message).toContain(message)
  })
})

describe('what is stored', () => {
  test('is told as it lies in the file, or as it has been written since', async () => {
    await server.cluster.run(['create', 'configmap', 'quoted', '--from-literal=text="ü\\\n"'])
    await server.cluster.run(['label', 'configmap', 'quoted', 'x=y'])
    for (const path of ['/api/v1/configmaps', '/api/v1/nodes', '/api/v1/pods', '/apis/coordination.k8s.io/v1/leases']) {
      const { text, json } = await server.call('GET', path)
      expect(json.items.length).toBeGreaterThan(0)
      expect(text).toBe(`${JSON.stringify(json)}\n`)
      for (const item of json.items.slice(0, 5)) {
        const at = item.metadata.namespace === undefined ? '' : `namespaces/${item.metadata.namespace}/`
        const [root, plural] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)]
        const one = await server.call('GET', `${root}/${at}${plural}/${item.metadata.name}`)
        const { apiVersion: _, kind: __, ...rest } = one.json
        expect(rest).toEqual(item)
      }
    }
  })
})

describe('a watch', () => {
  /** What a watch tells until the deletion of a config map. */
  async function told(query: string, last: string): Promise<string[]> {
    const until = (bytes: Buffer) => bytes.includes('"type":"DELETED"')
    const watching = server.call('GET', `${configMaps}?watch=true&${query}`, { until })
    // When the next request is answered the watch has begun.
    await list('')
    await elsewhere(`delete configmap ${last}`)
    const { text } = await watching
    return eventsOf(text).map(({ type, object }) => `${type} ${object.metadata.name ?? object.reason ?? ''}`.trim())
  }

  test('goes on where a list ended, whoever has written since', async () => {
    const { resourceVersion } = (await list('')).metadata
    await elsewhere('create configmap e')
    await server.call('POST', configMaps, { body: { metadata: { name: 'f' } } })
    await elsewhere('clock advance 1s', 'label configmap e x=y')
    expect(await told(`resourceVersion=${resourceVersion}`, 'e')).toEqual([
      'ADDED e',
      'ADDED f',
      'MODIFIED e',
      'DELETED e',
    ])
  })

  test('begins with what is next for whoever wants no initial events', async () => {
    expect(await told('sendInitialEvents=false&resourceVersionMatch=NotOlderThan', 'f')).toEqual(['DELETED f'])
  })

  test('of a revision that was forgotten says so', async () => {
    const { text } = await server.call('GET', `${configMaps}?watch=true&timeoutSeconds=1&resourceVersion=1`)
    expect(eventsOf(text)).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }])
  })
})
