import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ApiError } from '../../src/api/contract/errors.js'
import { clusterStatus } from '../../src/cluster/home.js'
import { Cluster, NoClusterError } from '../../src/cluster/index.js'
import type { Controller } from '../../src/controllers/machinery/controller.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import { memoryDisk, memoryPlace, StateFileError } from '../../src/store/index.js'
import { minutes, phases } from './phases.js'
import { configMap, configMapNames, configMaps, resourceOf } from './requests.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-time-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

let files = 0
const file = () => join(directory, `state-${++files}.json`)
const virtual = { create: { clock: 'virtual' } } as const
/** As if the cluster had been left alone for ten minutes. */
const tenMinutesAgo = { create: { clock: 'virtual', start: Date.now() - 600_000 } } as const
const count = (cluster: Cluster) =>
  cluster.read((reader) => reader.get('configmaps/default/clock')?.data?.count as string | undefined)

describe('what follows from a request', () => {
  test('has happened when the request returns, but not in its answer', async () => {
    const cluster = await Cluster.open({ ...virtual, controllers: [phases] })
    const answer = await configMap(cluster, 'a', { phase: 'Pending' })
    expect(answer.data.phase).toBe('Pending')
    expect(await cluster.read((reader) => reader.get('configmaps/default/a')?.data.phase)).toBe('Running')
  })

  test('does not happen when its loop is disabled', async () => {
    const cluster = await Cluster.open({ create: { clock: 'virtual', disabled: ['phases'] }, controllers: [phases] })
    await configMap(cluster, 'a', { phase: 'Pending' })
    expect(await cluster.read((reader) => reader.get('configmaps/default/a')?.data.phase)).toBe('Pending')
  })

  const restless: Controller = {
    name: 'restless',
    watches: phases.watches,
    reconcile: (key) => (key === 'configmaps/default/a' ? { after: 0 } : undefined),
  }

  test('is put off for a while, and told, when it never ends', async () => {
    const state = file()
    const cluster = await Cluster.open({ state, ...virtual, controllers: [restless, phases] })
    await configMap(cluster, 'a')
    await cluster.advance(2_000)
    await configMap(cluster, 'b', { phase: 'Pending' })
    const told = await cluster.read((reader) => reader.list('events', 'default'))
    expect(told.map(({ reason, message, involvedObject }) => [reason, involvedObject.name, message])).toEqual([
      [
        'LoopRestless',
        'a',
        expect.stringMatching(
          /^the restless loop does not come to rest at configmaps\/default\/a: looked at \d+ times/,
        ),
      ],
    ])
    expect(await cluster.read((reader) => reader.get('configmaps/default/b')?.data.phase)).toBe('Running')
    await cluster.close()
    expect(clusterStatus(state)?.faults).toHaveLength(1)
    expect(clusterStatus(state)?.due).toBe(0)
  })

  test('ends a test of loops when it never ends', async () => {
    const cluster = await Cluster.open({
      ...virtual,
      controllers: [restless],
      mostReconciliations: 100,
      strict: true,
    })
    await expect(configMap(cluster, 'a')).rejects.toThrow(/does not come to rest at configmaps\/default\/a/)
  })

  test('is tried again, later and later, when the API refuses it', async () => {
    const attempts: number[] = []
    const refused: Controller = {
      name: 'refused',
      watches: phases.watches,
      reconcile(key, world) {
        if (key !== 'configmaps/default/a') return undefined
        attempts.push(world.now)
        throw new ApiError(409, 'Conflict', 'no')
      },
    }
    const cluster = await Cluster.open({ ...virtual, controllers: [refused] })
    await configMap(cluster, 'a')
    await cluster.advance(100)
    expect(attempts.map((at) => at - attempts[0]!)).toEqual([0, 5, 15, 35, 75])
  })

  const broken: Controller = {
    ...phases,
    reconcile(key, world) {
      if (key.endsWith('/a')) throw new TypeError('x is not a function')
      return phases.reconcile(key, world)
    },
  }

  test('that is a fault of the loop is told, and leaves that object alone', async () => {
    const state = file()
    const cluster = await Cluster.open({ state, ...virtual, controllers: [broken] })
    await configMap(cluster, 'a')
    await configMap(cluster, 'b', { phase: 'Pending' })
    expect(await cluster.read((reader) => reader.get('configmaps/default/b')?.data.phase)).toBe('Running')
    await cluster.advance(3_600_000)
    const events = await cluster.read((reader) => reader.list<KubeObject>('events'))
    const fault = 'the phases loop failed at configmaps/default/a: x is not a function'
    expect(events).toMatchObject([
      { type: 'Warning', reason: 'LoopFailed', message: `kubesim has a bug: ${fault}`, involvedObject: { name: 'a' } },
    ])
    await cluster.close()
    expect(clusterStatus(state)?.faults).toEqual([fault])
    const later = await Cluster.open({ state, controllers: [phases] })
    await later.advance(1_000_000)
    await later.close()
    expect(clusterStatus(state)?.faults).toEqual([])
  })

  test('of a loop that wants to be woken at no time is that object’s alone, and time goes on', async () => {
    const timeless: Controller = {
      ...phases,
      reconcile: (key, world) => (key.endsWith('/a') ? { after: Number.NaN } : phases.reconcile(key, world)),
    }
    const cluster = await Cluster.open({ ...virtual, controllers: [timeless] })
    await configMap(cluster, 'a')
    await cluster.advance(1_000)
    await configMap(cluster, 'b', { phase: 'Pending' })
    expect(await cluster.read((reader) => reader.get('configmaps/default/b')?.data.phase)).toBe('Running')
    const [event] = await cluster.read((reader) => reader.list<KubeObject>('events'))
    expect(event?.message).toContain('the phases loop failed at configmaps/default/a: it wants to be woken at no time')
  })

  test('that is a fault of the loop is a crash that names loop and key, for whoever wants it', async () => {
    await expect(
      Cluster.open({ ...virtual, controllers: [broken], strict: true }).then((cluster) => configMap(cluster, 'a')),
    ).rejects.toThrow(/the phases loop failed at configmaps\/default\/a: x is not a function/)
  })
})

describe('time', () => {
  test('stands still on a virtual clock until it is advanced, and stops at every wakeup on the way', async () => {
    const cluster = await Cluster.open({ ...virtual, controllers: [minutes] })
    const start = cluster.now()
    await configMap(cluster, 'clock')
    expect(await count(cluster)).toBe('1')
    await cluster.advance(10 * 60_000 + 1)
    expect(await count(cluster)).toBe('11')
    expect(cluster.now() - start).toBe(600_001)
    const changes = await cluster.client.list({ resource: await configMaps(cluster), namespace: 'default' })
    expect(changes.items.find(({ metadata }) => metadata.name === 'clock')?.data.due).toBe(String(start + 11 * 60_000))
  })

  test('is caught up by the next command when the machine has gone on', async () => {
    const state = file()
    const cluster = await Cluster.open({ state, ...tenMinutesAgo, controllers: [minutes] })
    await configMap(cluster, 'clock')
    const start = cluster.now()
    await cluster.setClock('wall')
    await cluster.close()
    const later = await Cluster.open({ state, controllers: [minutes] })
    expect(await count(later)).toBe('11')
    expect(await later.read((reader) => reader.get('configmaps/default/clock')?.data.due)).toBe(String(start + 660_000))
    await later.close()
  })

  test('can be advanced on a wall clock, and goes on from there', async () => {
    const state = file()
    const cluster = await Cluster.open({ state, controllers: [minutes] })
    await configMap(cluster, 'clock')
    await cluster.advance(5 * 60_000)
    expect(await count(cluster)).toBe('6')
    await cluster.close()
    const again = await Cluster.open({ state, controllers: [minutes] })
    expect(again.now() - Date.now()).toBeGreaterThan(4.9 * 60_000)
    await again.setClock('virtual')
    const frozen = again.now()
    await again.advance(0)
    expect(again.now()).toBe(frozen)
    await again.setClock('wall')
    expect(again.now()).toBeGreaterThanOrEqual(frozen)
    expect(again.settings.clock).toBe('wall')
    await again.close()
  })
})

describe('the file', () => {
  test('is the same for the same seed and the same commands, byte for byte', async () => {
    const run = async (seed: string) => {
      const state = file()
      const cluster = await Cluster.open({ state, create: { clock: 'virtual', name: 'same', seed } })
      for (const name of ['b', 'a', 'c']) await configMap(cluster, name)
      const deployments = await resourceOf(cluster, 'deployments')
      await cluster.client.create(deployments, 'default', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          replicas: 3,
          selector: { matchLabels: { app: 'web' } },
          template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
        },
      })
      await cluster.advance(60_000)
      await cluster.close()
      return readFileSync(state, 'utf8')
    }
    const first = await run('s')
    expect(await run('s')).toBe(first)
    expect(await run('t')).not.toBe(first)
  })

  test('is neither written nor locked to look at it', async () => {
    const state = file()
    const cluster = await Cluster.open({ state, ...virtual, controllers: [phases] })
    await cluster.close()
    utimesSync(state, 1, 1)
    writeFileSync(`${state}.lock`, JSON.stringify({ host: 'elsewhere', pid: 1, started: '' }))
    const again = await Cluster.open({ state, controllers: [phases] })
    await configMapNames(again)
    await again.client.table({ resource: await resourceOf(again, 'pods'), namespace: '' })
    await again.close()
    expect(Math.floor(statSync(state).mtimeMs / 1000)).toBe(1)
    rmSync(`${state}.lock`)
  })

  test('is not written by a rehearsal', async () => {
    const state = file()
    const cluster = await Cluster.open({ state, ...virtual, controllers: [phases] })
    await cluster.flush()
    utimesSync(state, 1, 1)
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }
    await cluster.client.create(await configMaps(cluster), 'default', object, { dryRun: true })
    await cluster.close()
    expect(Math.floor(statSync(state).mtimeMs / 1000)).toBe(1)
  })

  test('is saved as soon as the process would wait for something else', async () => {
    const state = file()
    const cluster = await Cluster.open({ state, ...virtual, controllers: [phases] })
    await configMap(cluster, 'a')
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    expect(readFileSync(state, 'utf8')).toContain('"configmaps/default/a"')
    await configMap(cluster, 'b')
    await cluster.close()
    expect(readFileSync(state, 'utf8')).toContain('"configmaps/default/b"')
  })

  test('that may not be written can still be looked at, with what is due', async () => {
    const place = memoryPlace()
    const cluster = await Cluster.open({ disk: memoryDisk(place), ...tenMinutesAgo, controllers: [minutes] })
    await configMap(cluster, 'clock')
    await cluster.setClock('wall')
    await cluster.close()
    const refused = () => Promise.reject(new StateFileError('x', undefined, 'it cannot be written'))
    const readOnly = await Cluster.open({ disk: { ...memoryDisk(place), lock: refused }, controllers: [minutes] })
    expect(Number(await count(readOnly))).toBeGreaterThan(1)
    await expect(configMap(readOnly, 'a')).rejects.toThrow('cannot be written')
    expect(await configMapNames(readOnly)).toEqual(['clock'])
    await readOnly.close()
  })

  test('is not saved when somebody has taken the lock away', async () => {
    const state = file()
    const cluster = await Cluster.open({ state, ...virtual, controllers: [phases] })
    await cluster.flush()
    const before = readFileSync(state, 'utf8')
    await configMap(cluster, 'a')
    writeFileSync(`${state}.lock`, JSON.stringify({ host: 'elsewhere', pid: 1, started: '' }))
    await expect(cluster.close()).rejects.toThrow('taken its lock away')
    expect(readFileSync(state, 'utf8')).toBe(before)
    expect(existsSync(`${state}.lock`)).toBe(true)
    rmSync(`${state}.lock`)
  })

  test('must be there when none may be made', async () => {
    await expect(Cluster.open({ state: file(), create: false })).rejects.toThrow(NoClusterError)
  })

  test('that somebody else has replaced is taken up again', async () => {
    const place = memoryPlace()
    const one = await Cluster.open({ disk: memoryDisk(place), ...virtual, controllers: [phases] })
    await one.flush()
    const other = await Cluster.open({ disk: memoryDisk(place), controllers: [phases] })
    await configMap(other, 'a')
    await other.flush()
    expect(await configMapNames(one)).toEqual(['a'])
    await configMap(one, 'b')
    await one.flush()
    expect(await configMapNames(other)).toEqual(['a', 'b'])
  })
})
