import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster } from '../../src/cluster/index.js'
import { jsonFile } from '../../src/store/index.js'
import { bundleChildren, type Children } from './children.js'
import { phases } from './phases.js'
import { configMap, configMapNames } from './requests.js'

let children: Children
beforeAll(async () => {
  children = await bundleChildren()
})
afterAll(() => children.remove())

const open = (state: string) => Cluster.open({ state, controllers: [phases] })
const document = (state: string) => JSON.parse(readFileSync(state, 'utf8'))

describe('many processes at once', () => {
  test('fifty that create a config map each lose none', { timeout: 120_000 }, async () => {
    const state = join(children.directory, 'fifty.json')
    const names = Array.from({ length: 50 }, (_, index) => `map-${String(index).padStart(2, '0')}`)
    const running = names.map((name) => children.start(state, 'create', name))
    expect(await Promise.all(running.map((child) => child.rest()))).toEqual(names.map(() => ['done']))
    const cluster = await open(state)
    expect(await configMapNames(cluster)).toEqual(names)
    expect(readdirSync(children.directory).filter((file) => /lock|tmp/.test(file))).toEqual([])
  })

  test('a cluster that two sessions of one process share', async () => {
    const state = join(children.directory, 'shared.json')
    const [one, other] = await Promise.all([open(state), open(state)])
    await Promise.all([
      ...['a', 'b', 'c'].map((name) => configMap(one, name)),
      ...['d', 'e', 'f'].map((name) => configMap(other, name)),
    ])
    await one.close()
    await other.close()
    expect(await configMapNames(await open(state))).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })
})

describe('a process that is killed', () => {
  test('in the middle of a save leaves the state before or the state after', async () => {
    const state = join(children.directory, 'killed.json')
    await (await open(state)).close()
    for (let round = 0; round < 8; round++) {
      const child = children.start(state, 'churn', '300000')
      let acknowledged = 0
      // From the first save on it saves without end; each round kills it at another moment.
      for (let saves = 0; saves < 2; saves++) acknowledged = Number(await child.next())
      for (const from = performance.now(); performance.now() - from < round * 2; );
      await child.kill()
      for (const line of await child.rest()) acknowledged = Number(line)
      const { revision, objects } = document(state)
      expect(revision).toBeGreaterThanOrEqual(acknowledged)
      const newest = Object.values<{ metadata: { resourceVersion: string } }>(objects)
      expect(Math.max(...newest.map(({ metadata }) => Number(metadata.resourceVersion)))).toBe(revision)
    }
    const cluster = await open(state)
    await configMap(cluster, 'after')
    await cluster.close()
    expect(await configMapNames(await open(state))).toContain('after')
    expect(readdirSync(children.directory).filter((file) => /killed.*(lock|tmp)/.test(file))).toEqual([])
  })

  test('does not keep its lock', async () => {
    const state = join(children.directory, 'held.json')
    await (await open(state)).close()
    const child = children.start(state, 'hold')
    expect(await child.next()).toBe('holding')
    expect(existsSync(`${state}.lock`)).toBe(true)
    const cluster = await open(state)
    const waiting = configMap(cluster, 'patient')
    await child.kill()
    await waiting
    await cluster.close()
    expect(existsSync(`${state}.lock`)).toBe(false)
  })
})

describe('a watch in another process', () => {
  test('sees every version that there was, even those of one command', async () => {
    const state = join(children.directory, 'watched.json')
    await (await open(state)).close()
    const before = readFileSync(state, 'utf8')
    const watcher = children.start(state, 'watch', '9')
    expect(await watcher.next()).toBe('watching')
    while (document(state).watchers === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
    const writers = ['a', 'b', 'c'].map((name) => children.start(state, 'create', name))
    await Promise.all(writers.map((writer) => writer.rest()))
    const seen = await watcher.rest()
    for (const name of ['a', 'b', 'c']) {
      expect(seen.filter((line) => line.includes(` ${name} `))).toEqual([
        `ADDED ${name} Pending`,
        `MODIFIED ${name} Creating`,
        `MODIFIED ${name} Running`,
      ])
    }
    // Nobody waits any more: the next save is as plain as the first.
    const cluster = await open(state)
    await configMap(cluster, 'd')
    await cluster.close()
    const after = readFileSync(state, 'utf8')
    expect(after).not.toMatch(/^"(changes|watchers)"/m)
    expect(before.split('\n')[1]).toBe(after.split('\n')[1])
  })

  test('that was killed is forgotten at the next save', async () => {
    const state = join(children.directory, 'forgotten.json')
    await (await open(state)).close()
    const watcher = children.start(state, 'watch', '9')
    await watcher.next()
    while (document(state).watchers === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
    await watcher.kill()
    const cluster = await open(state)
    await configMap(cluster, 'a', { phase: 'Pending' })
    await cluster.close()
    expect(document(state)).not.toHaveProperty('watchers')
    expect(document(state)).not.toHaveProperty('changes')
    expect(jsonFile(state).read()?.changes()).toEqual([])
  })
})
