import { describe, expect, test } from 'vitest'
import type { WatchEvent, WatchQuery } from '../../../src/api/contract/client.js'
import { ApiError } from '../../../src/api/contract/errors.js'
import { Cluster } from '../../../src/cluster/index.js'
import { memoryDisk, memoryPlace } from '../../../src/store/index.js'
import { minutes, phases } from '../phases.js'
import { configMap, configMaps } from '../requests.js'

const virtual = { create: { clock: 'virtual' }, controllers: [phases, minutes] } as const

async function query(cluster: Cluster, more: Partial<WatchQuery> = {}): Promise<WatchQuery> {
  return { resource: await configMaps(cluster), namespace: 'default', ...more }
}

/** `ADDED a Pending`, until so many have come or the watch ends. */
async function told(events: AsyncIterable<WatchEvent>, count = Number.POSITIVE_INFINITY): Promise<string[]> {
  const lines: string[] = []
  for await (const { type, object } of events) {
    if (object.metadata.name === 'kube-root-ca.crt') continue
    lines.push([type, object.metadata.name, object.data?.phase ?? object.data?.count ?? ''].join(' ').trim())
    if (lines.length >= count) break
  }
  return lines
}

describe('a watch', () => {
  test('begins with what is there', async () => {
    const cluster = await Cluster.open(virtual)
    await configMap(cluster, 'b')
    await configMap(cluster, 'a')
    expect(await told(cluster.client.watch(await query(cluster)), 2)).toEqual(['ADDED a', 'ADDED b'])
  })

  test('lets a virtual clock jump from wakeup to wakeup', async () => {
    const cluster = await Cluster.open(virtual)
    await configMap(cluster, 'clock')
    const start = cluster.now()
    const lines = await told(cluster.client.watch(await query(cluster)), 4)
    expect(lines).toEqual(['ADDED clock 1', 'MODIFIED clock 2', 'MODIFIED clock 3', 'MODIFIED clock 4'])
    expect(cluster.now() - start).toBe(180_000)
  })

  test('ends when the clock shows its end, whatever happens before', async () => {
    const cluster = await Cluster.open(virtual)
    await configMap(cluster, 'clock')
    const start = cluster.now()
    const lines = await told(cluster.client.watch(await query(cluster, { until: start + 90_000, name: 'nobody' })))
    expect(lines).toEqual([])
    expect(cluster.now() - start).toBe(90_000)
  })

  test('ends with its signal, while it waits as well', async () => {
    const cluster = await Cluster.open(virtual)
    const ending = new AbortController()
    const waiting = told(cluster.client.watch(await query(cluster, { signal: ending.signal })))
    await new Promise((resolve) => setTimeout(resolve, 10))
    ending.abort()
    expect(await waiting).toEqual([])
  })

  test('sees every version that other parts of the process make', async () => {
    const cluster = await Cluster.open({ ...virtual, create: {} })
    const waiting = told(cluster.client.watch(await query(cluster)), 4)
    await configMap(cluster, 'a', { phase: 'Pending' })
    const { client } = cluster
    await client.delete({ resource: await configMaps(cluster), namespace: 'default', name: 'a' })
    expect(await waiting).toEqual(['ADDED a Pending', 'MODIFIED a Creating', 'MODIFIED a Running', 'DELETED a Running'])
  })

  test('sees every version that another session makes', async () => {
    const place = memoryPlace()
    const watcher = await Cluster.open({ disk: memoryDisk(place), controllers: [phases] })
    const waiting = told(watcher.client.watch(await query(watcher)), 6)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const writer = await Cluster.open({ disk: memoryDisk(place), controllers: [phases] })
    await configMap(writer, 'a', { phase: 'Pending' })
    await writer.flush()
    await configMap(writer, 'b', { phase: 'Pending' })
    await writer.close()
    expect(await waiting).toEqual([
      'ADDED a Pending',
      'MODIFIED a Creating',
      'MODIFIED a Running',
      'ADDED b Pending',
      'MODIFIED b Creating',
      'MODIFIED b Running',
    ])
    await watcher.close()
    expect(memoryDisk(place).read()?.header).not.toHaveProperty('watchers')
  })

  test('tells the difference when it has missed what lies between', async () => {
    const place = memoryPlace()
    const cluster = await Cluster.open({ disk: memoryDisk(place), ...virtual })
    await configMap(cluster, 'a', { phase: 'Pending' })
    await configMap(cluster, 'b')
    await cluster.flush()
    const events = cluster.client.watch(await query(cluster))[Symbol.asyncIterator]()
    while ((await events.next()).value.object.metadata.name !== 'b');
    // The state is replaced by somebody who keeps no changes for anyone.
    const other = await Cluster.open({ disk: memoryDisk(place), ...virtual })
    const target = { resource: await configMaps(other), namespace: 'default' }
    await other.client.delete({ ...target, name: 'b' })
    await other.client.patch({ ...target, name: 'a' }, { type: 'merge', body: { data: { phase: 'Creating' } } })
    await configMap(other, 'c')
    await other.close()
    const rest = { [Symbol.asyncIterator]: () => events }
    expect(await told(rest as AsyncIterable<WatchEvent>, 3)).toEqual(['DELETED b', 'MODIFIED a Running', 'ADDED c'])
  })

  test('goes on from a revision', async () => {
    const cluster = await Cluster.open(virtual)
    await configMap(cluster, 'old')
    const { metadata } = await cluster.client.list(await query(cluster))
    await configMap(cluster, 'a', { phase: 'Creating' })
    const target = { resource: await configMaps(cluster), namespace: 'default', name: 'old' }
    await cluster.client.delete(target)
    const since = await query(cluster, { resourceVersion: metadata.resourceVersion })
    const expected = ['ADDED a Creating', 'MODIFIED a Running', 'DELETED old']
    expect(await told(cluster.client.watch(since), 3)).toEqual(expected)
  })

  test('from a revision that is no longer known is Expired', async () => {
    const place = memoryPlace()
    await (await Cluster.open({ disk: memoryDisk(place), ...virtual })).close()
    const cluster = await Cluster.open({ disk: memoryDisk(place), ...virtual })
    const error = await told(cluster.client.watch(await query(cluster, { resourceVersion: '1' }))).catch((e) => e)
    expect(error).toBeInstanceOf(ApiError)
    expect(error.status).toMatchObject({ code: 410, reason: 'Expired' })
  })

  test('tells of objects that begin and cease to match', async () => {
    const cluster = await Cluster.open(virtual)
    await configMap(cluster, 'a')
    await configMap(cluster, 'b')
    const resource = await configMaps(cluster)
    const label = (name: string, value: string | null) =>
      cluster.client.patch(
        { resource, namespace: 'default', name },
        { type: 'merge', body: { metadata: { labels: { app: value } } } },
      )
    const waiting = told(cluster.client.watch(await query(cluster, { labelSelector: 'app=x' })), 4)
    await new Promise((resolve) => setTimeout(resolve, 10))
    await label('a', 'x')
    await label('b', 'x')
    await label('a', 'y')
    await label('b', null)
    expect(await waiting).toEqual(['ADDED a', 'ADDED b', 'DELETED a', 'DELETED b'])
  })

  test('gives tables of one row', async () => {
    const cluster = await Cluster.open(virtual)
    await configMap(cluster, 'a', { x: 'y' })
    for await (const { type, object } of cluster.client.watchTable(await query(cluster, { name: 'a' }))) {
      expect(type).toBe('ADDED')
      expect(object.columnDefinitions.map(({ name }) => name.toUpperCase())).toEqual(['NAME', 'DATA', 'AGE'])
      expect(object.rows).toHaveLength(1)
      expect(object.rows[0]?.cells.slice(0, 2)).toEqual(['a', 1])
      break
    }
  })
})

describe('a host', () => {
  test('waits for the next change, for an instant, or for its signal', async () => {
    const cluster = await Cluster.open(virtual)
    const host = cluster.host()
    const start = cluster.now()
    await host.transact(() => {})
    await host.changed(start + 1000)
    expect(cluster.now() - start).toBe(1000)
    await host.waitUntil(start + 5000)
    expect(cluster.now() - start).toBe(5000)
    const waiting = host.changed(undefined)
    await configMap(cluster, 'a')
    await waiting
    await host.changed(undefined, AbortSignal.abort())
  })
})
