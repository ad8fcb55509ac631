import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { clusterStatus, createCluster, deleteCluster, openHome, resetCluster } from '../../src/cluster/home.js'
import { Cluster } from '../../src/cluster/index.js'
import { configMap, configMapNames } from './requests.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-home-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Never the same twice. */
let drawn = 0
const chance = (bytes: number) => new Uint8Array(bytes).fill(++drawn)

describe('the home of clusters', () => {
  const home = openHome(join(directory, 'home'))

  test('is empty at first, and means the cluster called default', () => {
    expect(home.list()).toEqual([])
    expect(home.current()).toBe('default')
    expect(home.exists('default')).toBe(false)
    expect(existsSync(join(directory, 'home'))).toBe(false)
  })

  test('lists the clusters that were made, and remembers the one in use', async () => {
    await createCluster(home.path('lab'), { clock: 'virtual', workers: 1, seed: 'lab' }, chance)
    await createCluster(home.path('a.b'), {}, chance)
    expect(home.list()).toEqual(['a.b', 'lab'])
    home.use('lab')
    expect(openHome(join(directory, 'home')).current()).toBe('lab')
    expect(() => home.use('other')).toThrow('no cluster "other" exists')
    await expect(createCluster(home.path('lab'), {}, chance)).rejects.toThrow('exists')
  })

  test('takes no name that leads elsewhere', () => {
    for (const name of ['../x', 'a/b', '', '.', 'A', '__proto__']) expect(() => home.path(name)).toThrow('invalid')
  })

  test('says when its own file is damaged', () => {
    const broken = join(directory, 'broken')
    openHome(broken)
    expect(openHome(broken).current()).toBe('default')
    writeFileSync(join(directory, 'config.json'), '{"current-cluster": ')
    expect(() => openHome(directory).current()).toThrow(/config\.json.*current cluster/)
  })

  test('tells of a cluster without running it', () => {
    const status = clusterStatus(home.path('lab'))
    expect(status).toMatchObject({ name: 'lab', settings: { clock: 'virtual' } })
    expect(status?.objects).toMatchObject({ machines: 2, namespaces: 4 })
    expect(status?.sizeBytes).toBe(readFileSync(home.path('lab')).length)
    expect(clusterStatus(home.path('nothing'))).toBeUndefined()
  })

  test('takes a cluster back to its beginning, and away', async () => {
    const path = home.path('lab')
    const before = readFileSync(path, 'utf8')
    const cluster = await Cluster.open({ state: path })
    await configMap(cluster, 'a')
    await cluster.close()
    await resetCluster(path, chance)
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(await configMapNames(await Cluster.open({ state: path }))).toEqual([])
    await deleteCluster(path)
    expect(home.list()).toEqual(['a.b'])
    await expect(deleteCluster(path)).rejects.toThrow('no cluster')
  })
})

describe('machines', () => {
  test('are added, switched and removed, and their nodes follow', async () => {
    const cluster = await Cluster.open({ create: { clock: 'virtual', workers: 1 } })
    const machines = async () => (await cluster.machines.list()).map(({ metadata, power }) => [metadata.name, power.on])
    await cluster.machines.add('extra')
    await cluster.machines.stop('extra')
    expect(await machines()).toEqual([
      ['control-plane', true],
      ['extra', false],
      ['worker-1', true],
    ])
    const node = () => cluster.read((reader) => reader.get('nodes/extra'))
    expect(await node()).toBeDefined()
    await cluster.machines.start('extra')
    await cluster.machines.remove('extra')
    expect(await node()).toBeUndefined()
    await expect(cluster.machines.stop('extra')).rejects.toThrow('nodes "extra" not found')
    await expect(cluster.machines.add('worker-1')).rejects.toThrow('already exists')
  })
})
