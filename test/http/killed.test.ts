import { existsSync, readdirSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Cluster } from '../../src/cluster/index.js'
import { runRemotely } from '../../src/process/run.js'
import { bundleChildren, type Child, type Children } from '../cluster/children.js'
import { phases } from '../cluster/phases.js'
import { configMap, configMapNames } from '../cluster/requests.js'

let children: Children
beforeAll(async () => {
  children = await bundleChildren()
})
afterAll(() => children.remove())

/** Clients that create config maps without end; what the server has acknowledged is remembered. */
class Load {
  readonly acknowledged: string[] = []
  private readonly agent = new Agent({ keepAlive: true })
  private readonly running: Promise<void>[] = []
  private waiting: { count: number; wake: () => void } | undefined

  constructor(address: string, prefix: string, clients: number) {
    for (let client = 0; client < clients; client++) this.running.push(this.work(address, `${prefix}-${client}`))
  }

  /** Returns when so many have been acknowledged. */
  async reached(count: number): Promise<void> {
    if (this.acknowledged.length >= count) return
    await new Promise<void>((wake) => {
      this.waiting = { count, wake }
    })
  }

  /** Returns when no client gets an answer any more. */
  async over(): Promise<void> {
    await Promise.all(this.running)
    this.agent.destroy()
  }

  private async work(address: string, prefix: string): Promise<void> {
    for (let count = 0; ; count++) {
      const name = `${prefix}-${count}`
      if ((await create(this.agent, address, name)) !== 201) return
      this.acknowledged.push(name)
      if (this.acknowledged.length >= (this.waiting?.count ?? Number.POSITIVE_INFINITY)) this.waiting?.wake()
    }
  }
}

/** The status of the answer; 0 when there is none. */
function create(agent: Agent, address: string, name: string): Promise<number> {
  const body = JSON.stringify({ metadata: { name }, data: { phase: 'Pending' } })
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
  return new Promise((resolve) => {
    const path = `${address}/api/v1/namespaces/default/configmaps`
    const sending = request(path, { method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
      response.on('error', () => resolve(0))
    })
    sending.on('error', () => resolve(0))
    sending.end(body)
  })
}

async function served(state: string, ...how: string[]): Promise<{ server: Child; address: string }> {
  const server = children.start(state, 'serve', ...how)
  return { server, address: (await server.next())! }
}

/** Command lines that create config maps one after the other, until they are told to end. */
class Commands {
  readonly acknowledged: string[] = []
  /** What those said that failed. */
  readonly complaints: string[] = []
  private readonly running: Promise<void>
  private ending = false

  constructor(state: string, prefix: string) {
    this.running = this.work(state, prefix)
  }

  async end(): Promise<void> {
    this.ending = true
    await this.running
  }

  private async work(state: string, prefix: string): Promise<void> {
    for (let count = 0; !this.ending; count++) {
      const name = `${prefix}-${count}`
      const { exitCode, stderr } = await command(state, 'create', 'configmap', name)
      if (exitCode === 0) this.acknowledged.push(name)
      if (stderr !== '') this.complaints.push(stderr)
    }
  }
}

const command = (state: string, ...words: string[]) => runRemotely(words, { environment: { KUBESIM_STATE: state } })

const open = (state: string) => Cluster.open({ state, controllers: [phases], create: false })

describe('a server under load', { timeout: 90_000 }, () => {
  test.each([
    ['killed', 'SIGKILL'],
    ['interrupted', 'SIGINT'],
  ] as const)('that is %s has kept all that it has acknowledged', async (how, signal) => {
    const state = join(children.directory, `${how}.json`)
    for (let round = 1; round <= 2; round++) {
      const { server, address } = await served(state)
      const load = new Load(address, `round-${round}`, 8)
      await load.reached(25 * round)
      server.process.kill(signal)
      await load.over()
      await server.rest()
      // The next one takes over, whatever has been left lying about.
      const cluster = await open(state)
      const names = new Set(await configMapNames(cluster))
      expect(load.acknowledged.filter((name) => !names.has(name))).toEqual([])
      await configMap(cluster, `after-${round}`)
      await cluster.close()
      expect(existsSync(`${state}.lock`)).toBe(false)
    }
    expect(readdirSync(children.directory).filter((file) => /lock|tmp/.test(file))).toEqual([])
  })

  test('shares its file with another one, and with commands', async () => {
    const state = join(children.directory, 'shared.json')
    const one = await served(state)
    const other = await served(state)
    const loads = [new Load(one.address, 'one', 3), new Load(other.address, 'other', 3)]
    const commands = ['x', 'y', 'z'].map((name) => children.start(state, 'create', name))
    expect(await Promise.all(commands.map((each) => each.rest()))).toEqual([['done'], ['done'], ['done']])
    await Promise.all(loads.map((load) => load.reached(10)))
    for (const { server } of [one, other]) server.process.kill('SIGINT')
    await Promise.all(loads.map((load) => load.over()))
    await Promise.all([one.server.rest(), other.server.rest()])
    const cluster = await open(state)
    const names = new Set(await configMapNames(cluster))
    const wanted = [...loads.flatMap(({ acknowledged }) => acknowledged), 'x', 'y', 'z']
    expect(wanted.filter((name) => !names.has(name))).toEqual([])
    await cluster.close()
  })

  test.each([
    ['killed', 'SIGKILL'],
    ['interrupted', 'SIGINT'],
  ] as const)('that is %s leaves the commands that went through it the file', async (how, signal) => {
    const state = join(children.directory, `commands-${how}.json`)
    const { server, address } = await served(state, 'announced')
    const load = new Load(address, 'client', 3)
    const commands = ['one', 'two', 'three'].map((name) => new Commands(state, name))
    onTestFinished(async () => void (await Promise.all(commands.map((each) => each.end()))))
    await load.reached(30)
    const metrics = await (await fetch(`${address}/metrics`)).text()
    const [, created = ''] =
      /^apiserver_request_total\{code="201",.*resource="configmaps".*\} (\d+)$/m.exec(metrics) ?? []
    server.process.kill(signal)
    const doneBefore = commands.map(({ acknowledged }) => acknowledged.length)
    await Promise.all([load.over(), server.rest(), ...commands.map((each) => each.end())])
    // Each had at most one at the server just then.
    for (const { complaints } of commands) {
      expect(complaints.length).toBeLessThanOrEqual(1)
      for (const text of complaints)
        expect(text).toMatch(/the server of this cluster, process \d+, has ended .*look whether/)
    }
    expect(await command(state, 'create', 'configmap', 'after')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(Number(created)).toBeGreaterThanOrEqual(30 + Math.max(...doneBefore) - 1)
    const cluster = await open(state)
    const names = new Set(await configMapNames(cluster))
    const wanted = [...load.acknowledged, ...commands.flatMap(({ acknowledged }) => acknowledged), 'after']
    expect(wanted.filter((name) => !names.has(name))).toEqual([])
    await cluster.close()
    expect(existsSync(`${state}.server`)).toBe(false)
  })
})
