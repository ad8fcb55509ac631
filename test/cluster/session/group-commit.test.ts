import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { WatchEvent } from '../../../src/api/contract/client.js'
import { administrator } from '../../../src/api/contract/user.js'
import { Cluster } from '../../../src/cluster/index.js'
import type { Disk, MemoryPlace } from '../../../src/store/index.js'
import { memoryDisk, memoryPlace, StateFileError } from '../../../src/store/index.js'
import { phases } from '../phases.js'
import { configMap, configMapNames, configMaps } from '../requests.js'

/** A disk that counts what is written to it, and that can be full. */
function testedDisk(place: MemoryPlace): Disk & { writes: number; full: boolean } {
  const disk = memoryDisk(place)
  return Object.assign(Object.create(disk) as Disk, {
    writes: 0,
    full: false,
    write(this: { writes: number; full: boolean }, chunks: Parameters<Disk['write']>[0]) {
      if (this.full) throw new StateFileError('in memory', undefined, 'it cannot be written: the disk is full')
      this.writes++
      disk.write(chunks)
    },
  })
}

async function served() {
  const place = memoryPlace()
  const disk = testedDisk(place)
  const cluster = await Cluster.open({ disk, create: { clock: 'virtual' }, controllers: [phases] })
  await cluster.followOtherProcesses()
  const resource = await configMaps(cluster)
  // As a server sends what its clients ask.
  const create = async (name: string) =>
    cluster.send({
      verb: 'create',
      resource,
      namespace: 'default',
      name: '',
      subresource: '',
      content: () => ({ body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }, options: {} }),
      user: administrator,
      trusted: true,
      manager: 'test',
      warn: () => {},
    })
  const onDisk = async () => {
    const other = await Cluster.open({ disk: memoryDisk(place), create: false, controllers: [phases] })
    const names = await configMapNames(other)
    await other.close()
    return names
  }
  return { place, disk, cluster, resource, create, onDisk }
}

const names = Array.from({ length: 20 }, (_, index) => `c${index}`).sort()

describe('requests that come together', () => {
  // However slow the machine is, they are all of one turn.
  beforeEach(() => {
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('share one save, and each is answered after it', async () => {
    const { disk, create, onDisk } = await served()
    disk.writes = 0
    const seen = await Promise.all(names.map(async (name) => create(name).then(() => disk.writes)))
    expect(seen).toEqual(names.map(() => 1))
    expect(await onDisk()).toEqual(names)
  })

  test('all learn that the save has failed, and leave nothing behind', async () => {
    const { disk, cluster, create, onDisk } = await served()
    disk.full = true
    const outcomes = await Promise.allSettled(names.map(create))
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.message)).toEqual(
      names.map(() => 'state file in memory: it cannot be written: the disk is full'),
    )
    disk.full = false
    expect(await configMapNames(cluster)).toEqual([])
    await create('after')
    expect(await onDisk()).toEqual(['after'])
  })

  test('that were written before another one breaks the cluster are not acknowledged', async () => {
    const { cluster, create, onDisk } = await served()
    const broken = () =>
      cluster.host().transact(() => {
        throw new StateFileError('in memory', 7, 'the object is damaged')
      })
    const outcomes = await Promise.allSettled([create('a'), create('b'), broken(), create('c')])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled'])
    expect(await onDisk()).toEqual(['c'])
  })

  test('are told to watches when they are saved', async () => {
    const { disk, cluster, resource, create } = await served()
    const events: [string, number][] = []
    const ending = new AbortController()
    const watching = (async () => {
      const query = { resource, namespace: 'default', signal: ending.signal, resourceVersion: await revision(cluster) }
      for await (const { object } of cluster.client.watch(query)) {
        events.push([object.metadata.name, disk.writes])
        if (events.length === names.length) break
      }
    })()
    await new Promise((resolve) => setTimeout(resolve, 5))
    disk.writes = 0
    await Promise.all(names.map(create))
    await watching
    ending.abort()
    expect(events.map(([name]) => name).sort()).toEqual(names)
    expect(new Set(events.map(([, writes]) => writes))).toEqual(new Set([1]))
  })
})

const revision = (cluster: Cluster) => cluster.read((reader) => String(reader.revision))

describe('a cluster that attends to others', () => {
  /** The names of the next events of a watch. */
  async function next(cluster: Cluster, count: number, resourceVersion: string): Promise<string[]> {
    const found: WatchEvent[] = []
    const resource = await configMaps(cluster)
    for await (const event of cluster.client.watch({ resource, namespace: 'default', resourceVersion })) {
      found.push(event)
      if (found.length === count) break
    }
    return found.map(({ type, object }) => `${type} ${object.metadata.name} ${object.data?.phase ?? ''}`.trim())
  }

  test('can be watched from any revision on, whoever has written since', async () => {
    const { place, cluster, create } = await served()
    const first = await revision(cluster)
    await create('mine')
    const other = await Cluster.open({ disk: memoryDisk(place), create: false, controllers: [phases] })
    await configMap(other, 'theirs', { phase: 'Pending' })
    await other.close()
    const between = await revision(cluster)
    await create('mine-again')
    const after = await Cluster.open({ disk: memoryDisk(place), create: false, controllers: [phases] })
    // Changes nothing but the time.
    await after.advance(1000)
    await after.close()
    expect(await next(cluster, 5, first)).toEqual([
      'ADDED mine',
      'ADDED theirs Pending',
      'MODIFIED theirs Creating',
      'MODIFIED theirs Running',
      'ADDED mine-again',
    ])
    expect(await next(cluster, 1, between)).toEqual(['ADDED mine-again'])
    await cluster.close()
  })
})
