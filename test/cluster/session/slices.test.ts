/** Loops with very much to do: nobody waits for all of it, and nobody else for any of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { clusterStatus } from '../../../src/cluster/home.js'
import { Cluster } from '../../../src/cluster/index.js'
import type { Controller } from '../../../src/controllers/machinery/controller.js'
import { simulatedCluster } from '../../simulation/cluster.js'
import { configMap, configMapNames } from '../requests.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-slices-'))
afterAll(() => rmSync(directory, { recursive: true }))

const MANY = 80_000
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Has very much to do as soon as there is a config map `work`: a key for each piece of it. */
const laborious = (pieces: number, took = () => {}): Controller & { done: number } => ({
  name: 'laborious',
  done: 0,
  watches: {
    configmaps: ({ metadata: { name } }) =>
      name === 'work' ? Array.from({ length: pieces }, (_, piece) => `pieces//${piece}`) : [],
  },
  reconcile() {
    this.done++
    took()
    return undefined
  },
})

let clusters = 0
async function working(pieces = MANY, took?: () => void) {
  const state = join(directory, `${++clusters}.json`)
  const loop = laborious(pieces, took)
  const cluster = await Cluster.open({ state, create: { clock: 'virtual', workers: 0 }, controllers: [loop] })
  await configMap(cluster, 'first')
  await cluster.flush()
  return { state, loop, cluster }
}

/** A deployment, and what is told of it. */
const deployment = (name: string, replicas: number) => {
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }
  const spec = { replicas, selector: { matchLabels: labels }, template }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' }, spec }
}

test('a deployment of as many replicas as there are numbers leaves everything usable', async () => {
  const cluster = simulatedCluster({ seed: 'many', workers: 0, disabled: ['scheduler'] })
  const whole = 2 ** 31 - 1
  // Those of CoreDNS have no node either.
  const DNS = 2
  await cluster.act(({ api }) => void api.create('deployments', deployment('all', whole)))
  const made = await cluster.read((reader) => {
    const [set] = reader.list('replicasets', 'default')
    const told = reader.list('events', 'default').find(({ reason }) => reason === 'FailedCreate')
    expect(set).toMatchObject({ spec: { replicas: whole }, status: { conditions: [{ type: 'ReplicaFailure' }] } })
    expect(told?.message).toMatch(/^Error creating: kubesim does not keep more than 5000 pods/)
    return set?.status?.replicas
  })
  expect(made).toBeLessThan(5_000)
  await cluster.advance(3_600_000)
  expect(await cluster.read((reader) => reader.list('pods', 'default').length)).toBe(5_000 - DNS)
  await cluster.act(({ api }) => void api.delete('deployments/default/all', {}))
  await cluster.act(({ api }) => void api.create('deployments', deployment('few', 3)))
  await cluster.advance(60_000)
  expect(await cluster.read((reader) => reader.list('pods', 'default').length)).toBe(3)
})

describe('work that takes long', () => {
  test('is left to later commands when a command has seen enough of it, and to be seen in the status', async () => {
    const { state, loop, cluster } = await working()
    await configMap(cluster, 'work')
    await cluster.close()
    const done = loop.done
    expect(clusterStatus(state)?.due).toBe(MANY - done)
    expect(done).toBeGreaterThan(10_000)
    const next = await Cluster.open({ state, create: false, controllers: [loop] })
    while (loop.done < MANY) {
      const before = loop.done
      expect(await configMapNames(next)).toEqual(['first', 'work'])
      expect(loop.done).toBeGreaterThan(before)
    }
    await next.close()
    expect(clusterStatus(state)?.due).toBe(0)
  })

  test('lets others read and write meanwhile', async () => {
    const { loop, cluster } = await working()
    const order: string[] = []
    const work = configMap(cluster, 'work').then(() => order.push('work'))
    while (loop.done === 0) await turn()
    expect(await configMapNames(cluster)).toEqual(['first', 'work'])
    order.push('read')
    await configMap(cluster, 'second')
    order.push('written')
    await work
    expect(order).toEqual(['read', 'written', 'work'])
    await cluster.close()
  })

  test('takes no more of a turn when many come at once, and lets them all pass', async () => {
    let now = Date.now()
    const { loop, cluster } = await working(300, () => {
      now += 1_000
    })
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now)
    const work = configMap(cluster, 'work')
    while (loop.done === 0) await turn()
    const before = loop.done
    const reads = Promise.all(Array.from({ length: 50 }, () => configMapNames(cluster)))
    await turn()
    expect(loop.done - before).toBeLessThan(5)
    expect(await reads).toHaveLength(50)
    expect(loop.done).toBeLessThan(100)
    await work
    expect(loop.done).toBe(300)
    clock.mockRestore()
    await cluster.close()
  })

  test('goes on by itself where somebody serves', async () => {
    const { state, loop, cluster } = await working()
    await cluster.followOtherProcesses()
    await configMap(cluster, 'work')
    expect(loop.done).toBeLessThan(MANY)
    while (loop.done < MANY) await turn()
    await cluster.close()
    expect(clusterStatus(state)?.due).toBe(0)
  })

  test('comes to the same however it is sliced', async () => {
    const outcome = async (interrupt: boolean) => {
      const cluster = simulatedCluster({ seed: 'sliced', workers: 10 })
      let over = false
      const acting = cluster
        .act(({ api }) => void api.create('deployments', deployment('web', 300)))
        .then(() => {
          over = true
        })
      const revisions = new Set<number>()
      while (interrupt && !over) {
        revisions.add(await cluster.read((reader) => reader.revision))
        await turn()
      }
      await acting
      return { bytes: await cluster.bytes(), revisions }
    }
    const interrupted = await outcome(true)
    expect(interrupted.revisions.size).toBeGreaterThan(1)
    expect(interrupted.bytes).toBe((await outcome(false)).bytes)
  })
})
