/** Commands on a state file whose cluster is served: which way they go, and that nobody can tell from what they show. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Machine } from '../../src/commands/command.js'
import { parseLine } from '../../src/commands/simulation/demo/typed-line.js'
import { startServer } from '../../src/http/index.js'
import { Cluster } from '../../src/index.js'
import { servedKubeconfig } from '../../src/kubeconfig/served.js'
import { localMachine } from '../../src/process/machine.js'
import { type RunResult, runRemotely } from '../../src/process/run.js'
import { postNotice } from '../../src/store/index.js'
import { type Line, parseScenario } from '../differential/scenarios.js'

const home = mkdtempSync(join(tmpdir(), 'kubesim-through-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

interface Served {
  readonly state: string
  readonly cluster: Cluster
  readonly address: string
  /** Requests for resources that the server has answered. */
  requests(): Promise<number>
  close(): Promise<void>
}

let files = 0

/** A cluster in a file of its own; the same each time. */
async function newCluster(): Promise<{ state: string; cluster: Cluster }> {
  const state = join(home, `${++files}`, 'lab.json')
  const cluster = await Cluster.open({ state, create: { clock: 'virtual', seed: 'through' } })
  await cluster.flush()
  return { state, cluster }
}

async function served(): Promise<Served> {
  const { state, cluster } = await newCluster()
  const server = await startServer({ cluster, token: 'main', commandToken: 'command' })
  const unpost = postNotice(state, { address: server.commandAddress!, token: 'command' })
  return {
    state,
    cluster,
    address: server.address,
    async requests() {
      const text = await (await fetch(`${server.address}/metrics`)).text()
      const counts = text.matchAll(/^apiserver_request_total\{.*\} (\d+)$/gm)
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
    },
    async close() {
      unpost()
      await server.close()
      await cluster.close()
    },
  }
}

const run = (state: string, line: string, environment: Record<string, string> = {}): Promise<RunResult> =>
  runRemotely(line.split(' '), { environment: { KUBESIM_STATE: state, ...environment } })

describe('a command beside a server', () => {
  let server: Served
  beforeAll(async () => {
    server = await served()
    await server.cluster.setNamespace('kube-public')
  })
  afterAll(() => server.close())

  /** How many requests the server has answered for the command. */
  async function asked(line: string, environment: Record<string, string> = {}): Promise<number> {
    const before = await server.requests()
    const { exitCode, stderr } = await run(server.state, line, environment)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    return (await server.requests()) - before
  }

  test.each([
    'get pods -A',
    'create configmap a',
    'get cm a --as=system:admin --as-group=system:masters',
    'get --raw /api/v1/nodes',
  ])('goes through it: %s', async (line) => {
    expect(await asked(line)).toBe(1)
  })

  test.each(['config view', 'ssh worker-1 -- hostname', 'api-versions'])(
    'goes to the file, or needs none: %s',
    async (line) => {
      expect(await asked(line)).toBe(0)
    },
  )

  test.each(['clock show', 'node list'])('works on the file as before: %s', async (line) => {
    const { exitCode, stdout } = await run(server.state, line)
    expect({ exitCode, shown: stdout !== '' }).toEqual({ exitCode: 0, shown: true })
  })

  test('sees what other commands do to the file, and they what it does', async () => {
    const { stderr } = await run(server.state, 'clock advance 1h')
    expect(stderr).toBe('advanced by 1h0m0s\n')
    expect((await run(server.state, 'create configmap later')).exitCode).toBe(0)
    const created = await run(server.state, 'get cm later -o jsonpath={.metadata.creationTimestamp}')
    expect(`${created.stdout} (virtual)\n`).toBe((await run(server.state, 'clock show')).stdout)
  })

  test('is in the namespace of the cluster', async () => {
    await run(server.state, 'create configmap here')
    expect((await run(server.state, 'get cm here -n kube-public -o name')).stdout).toBe('configmap/here\n')
    expect((await run(server.state, 'get cm here -n default')).exitCode).toBe(1)
  })

  test('is whom --as says', async () => {
    expect((await run(server.state, 'get cm --as jane')).stderr).toMatch(/Forbidden.*User "jane" cannot list resource/)
    expect((await run(server.state, 'get cm --as-group dev')).stderr).toBe(
      'error: requesting uid, groups or user-extra for kubesim-lab without impersonating a user\n',
    )
  })

  test('leaves it aside when another server is named', async () => {
    const other = await served()
    const path = join(home, 'config')
    writeFileSync(path, servedKubeconfig({ cluster: 'x', address: other.address, token: 'main', namespace: 'default' }))
    expect(await asked(`get ns default --kubeconfig ${path}`, { KUBESIM_STATE: '' })).toBe(0)
    expect(await other.requests()).toBe(1)
    await other.close()
  })

  test('brings images of its own to the file', async () => {
    const images = join(import.meta.dirname, '..', '..', 'fixtures', 'images', 'quotes.yaml')
    expect(await asked('get ns default', { KUBESIM_IMAGES: images })).toBe(0)
  })

  test('tells of a state file that cannot be read what it would find itself', async () => {
    const whole = readFileSync(server.state)
    writeFileSync(server.state, whole.subarray(0, 2000))
    const { stderr, exitCode } = await run(server.state, 'get pods')
    writeFileSync(server.state, whole)
    expect({ stderr, exitCode }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^error: state file .*: it is damaged/),
    })
  })
})

describe('a notice that leads nowhere', () => {
  async function against(listener: RequestListener | undefined): Promise<RunResult> {
    const { state, cluster } = await newCluster()
    await cluster.close()
    const stranger = createServer(listener)
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo
    const close = () => new Promise((resolve) => stranger.close(resolve))
    if (listener === undefined) await close()
    const unpost = postNotice(state, { address: `http://127.0.0.1:${port}`, token: 'x' })
    const result = await run(state, 'get cm kube-root-ca.crt -o name')
    unpost()
    if (listener !== undefined) await close()
    return result
  }

  test.each<[what: string, listener: RequestListener | undefined]>([
    ['nobody listens', undefined],
    ['something else listens', (_request, response) => response.writeHead(404).end('no')],
    ['it speaks no HTTP', ({ socket }) => socket.destroy()],
    ['it is no kubesim server', (_request, response) => response.end('{"version":{},"resources":[]}')],
    ['it knows nobody', (_request, response) => response.writeHead(401).end('{}')],
  ])('where %s: the file is there', async (_what, listener) => {
    expect(await against(listener)).toEqual({ stdout: 'configmap/kube-root-ca.crt\n', stderr: '', exitCode: 0 })
  })
})

test('the endpoint for commands lets nobody in without its token', async () => {
  const { cluster } = await newCluster()
  const server = await startServer({ cluster, token: 'main', commandToken: 'command' })
  const answers = async (token: string) =>
    (await fetch(`${server.commandAddress}/api/v1/nodes`, { headers: { Authorization: `Bearer ${token}` } })).status
  expect([await answers('command'), await answers('main'), await answers('wrong')]).toEqual([200, 401, 401])
  expect((await fetch(`${server.commandAddress}/api/v1/nodes`)).status).toBe(403)
  await server.close()
  await cluster.close()
})

describe('commands show the same through a server as on the file', () => {
  const scenario = (name: string) =>
    parseScenario(readFileSync(join(import.meta.dirname, '..', 'differential', 'scenarios', `${name}.txt`), 'utf8'))

  test.each(['streams', 'timeouts'])('%s', { timeout: 120_000 }, async (name) => {
    const alone = await newCluster()
    await alone.cluster.close()
    const beside = await served()
    const lines = scenario(name)
    const shown = await play(lines, beside.state)
    expect(await beside.requests()).toBeGreaterThan(lines.length / 2)
    await beside.close()
    expect(shown).toEqual(await play(lines, alone.state))
  })

  async function play(lines: readonly Line[], state: string): Promise<string[]> {
    const facts = { platform: process.platform, pid: process.pid, self: [], home: '', state, packageDirectory: '' }
    const machine: Machine = localMachine({ ...facts, environment: { ...process.env, TZ: 'UTC' } })
    const shown: string[] = []
    for (const { text } of lines) {
      const { words, stdin } = parseLine(text.replaceAll('@', 'test/differential/manifests/'), {})
      const environment = { KUBESIM_PROGRAM: 'kubectl', KUBESIM_STATE: state }
      const result = await runRemotely(words, { environment, machine, ...(stdin === undefined ? {} : { stdin }) })
      shown.push(JSON.stringify({ text, ...result }))
    }
    return shown
  }
})
