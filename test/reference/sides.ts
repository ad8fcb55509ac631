/** The two clusters that a scenario is played on: a real one, and a simulated one in this process. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseYaml } from '../../src/commands/manifests/yaml.js'
import { startServer } from '../../src/http/index.js'
import { Cluster } from '../../src/index.js'
import type { KubeObject } from '../../src/model/object.js'
import { maskFor } from './masks.js'
import type { Scenario, Step } from './scenario.js'
import { difference, type Fetch, type Resource, type Watcher, watcher } from './state.js'

export interface Outcome {
  /** What is printed, on both streams, with the exit code; masked. */
  readonly output: string
  /** What has become of objects and tables since the step before; masked. */
  readonly state: string
}

interface Printed {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

interface Side {
  readonly fetch: Fetch
  run(step: Step): Promise<Printed>
  /** Comes back when nothing changes any more. */
  settle(watcher: Watcher): Promise<void>
  pass(seconds: number): Promise<void>
}

const token = 'reference'

/** Plays a scenario on a cluster of its own in this process. */
export async function onKubesim(scenario: Scenario): Promise<Outcome[]> {
  const cluster = await Cluster.open({ create: { clock: 'virtual', seed: scenario.name } })
  const server = await startServer({ cluster, token, parseYaml })
  const agent = new Agent({ keepAlive: true })
  await cluster.run(['create', 'namespace', scenario.namespace])
  try {
    const options = { namespace: scenario.namespace, environment: { KUBESIM_PROGRAM: 'kubectl' } }
    return await play(scenario, {
      fetch: fetchFrom(server.address, agent, { authorization: `Bearer ${token}` }),
      run: ({ words, stdin }) => cluster.run(words, stdin === undefined ? options : { ...options, stdin }),
      settle: async () => {},
      pass: (seconds) => cluster.advance(seconds * 1000),
    })
  } finally {
    agent.destroy()
    await server.close()
    await cluster.close()
  }
}

export interface Reference {
  play(scenario: Scenario): Promise<Outcome[]>
  /** `1.36.2` */
  readonly version: string
  close(): void
}

/**
 * The cluster that a kubeconfig names. It is changed: nodes are labelled, namespaces and what scenarios make come and go.
 * It must have a control plane and three workers, as the simulated one does.
 */
export async function openReference(kubectl: string, kubeconfig: string): Promise<Reference> {
  const home = mkdtempSync(join(tmpdir(), 'kubesim-reference-'))
  // It tells its own name in messages.
  const program = join(home, 'kubectl')
  symlinkSync(kubectl, program)
  const env = { PATH: process.env.PATH, HOME: home, TZ: 'UTC', KUBECONFIG: kubeconfig }
  const proxy = spawn(program, ['proxy', '--port=0', '--disable-filter=true'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const said = await new Promise<string>((resolve) => proxy.stdout.once('data', (data) => resolve(String(data))))
  const agent = new Agent({ keepAlive: true })
  const fetch = fetchFrom(`http://${/127\.0\.0\.1:\d+/.exec(said)![0]}`, agent)
  const { gitVersion } = (await fetch('/version')) as { gitVersion?: string }
  if (gitVersion === undefined) throw new Error(`there is no API server that ${kubeconfig} leads to`)
  return {
    version: gitVersion.replace(/^v/, ''),
    async play(scenario) {
      const config = join(home, scenario.name)
      const kubectlRun = (words: readonly string[], stdin = '') =>
        runProgram(program, words, { ...env, KUBECONFIG: config }, stdin)
      writeFileSync(config, readFileSync(kubeconfig))
      await kubectlRun(['config', 'set-context', '--current', `--namespace=${scenario.namespace}`])
      await clear(kubectlRun, fetch, scenario)
      await kubectlRun(['create', 'namespace', scenario.namespace])
      await kubectlRun(['wait', '--for=create', 'sa/default', 'cm/kube-root-ca.crt', '--timeout=30s'])
      try {
        return await play(scenario, {
          fetch,
          run: ({ words, stdin }) => kubectlRun(words, stdin),
          settle: (watcher) => untilQuiet(watcher),
          pass: (seconds) => pause(seconds * 1000),
        })
      } finally {
        await clear(kubectlRun, fetch, scenario)
      }
    },
    close() {
      proxy.kill()
      agent.destroy()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function play(scenario: Scenario, side: Side): Promise<Outcome[]> {
  const { items: nodes = [] } = await side.fetch('/api/v1/nodes')
  const typed = scenario.steps.map(({ text, stdin = '' }) => text + stdin).join('\n')
  const mask = maskFor(
    nodes.map(({ metadata }) => metadata.name),
    typed,
  )
  const watching = watcher(side.fetch, () => resourcesOf(side.fetch, scenario.name), scenario.name, mask)
  await side.settle(watching)
  let before = await watching.state()
  let mark = await watching.fingerprint()
  const outcomes: Outcome[] = []
  for (const step of scenario.steps) {
    const printed = step.words.length > 0 ? await side.run(step) : undefined
    if (printed === undefined) await side.pass(step.seconds)
    await side.settle(watching)
    const now = await watching.fingerprint()
    const after = now === mark ? before : await watching.state()
    outcomes.push({
      output: printed === undefined ? '' : mask.printed(transcribe(printed)),
      state: difference(before, after),
    })
    before = after
    mark = now
  }
  return outcomes
}

function transcribe({ stdout, stderr, exitCode }: Printed): string {
  const errors = stderr === '' ? '' : stderr.replace(/^(?=.)/gm, 'stderr: ')
  return `${stdout}${errors}${exitCode === 0 ? '' : `exit: ${exitCode}\n`}`
}

/** What the simulated cluster has, and the custom resources of the scenario. */
async function resourcesOf(fetch: Fetch, scenario: string): Promise<Resource[]> {
  builtIn ??= findBuiltIn()
  const { items = [] } = await fetch('/apis/apiextensions.k8s.io/v1/customresourcedefinitions')
  const custom = items
    .filter(({ metadata }) => metadata.name.includes(scenario))
    .map(({ spec }) => {
      const version = spec.versions.find((each: KubeObject) => each.served)?.name
      return {
        path: `/apis/${spec.group}/${version}/${spec.names.plural}`,
        plural: spec.names.plural,
        kind: spec.names.kind,
      }
    })
  return [...(await builtIn), ...custom]
}

let builtIn: Promise<Resource[]> | undefined

async function findBuiltIn(): Promise<Resource[]> {
  const cluster = await Cluster.open({ create: { clock: 'virtual' } })
  const infos = await cluster.client.resources()
  await cluster.close()
  const seen = new Set<string>(['ComponentStatus'])
  return infos.flatMap(({ group, version, plural, kind, verbs }) => {
    if (!verbs.includes('list') || seen.has(kind)) return []
    seen.add(kind)
    return [{ path: `/${group === '' ? 'api' : `apis/${group}`}/${version}/${plural}`, plural, kind }]
  })
}

/** Nothing has changed in four looks. */
async function untilQuiet(watching: Watcher): Promise<void> {
  let last = ''
  for (let same = 0, looks = 0; same < 4 && looks < 100; looks++) {
    await pause(120)
    const now = await watching.fingerprint()
    same = now === last ? same + 1 : 0
    last = now
  }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Takes away what a scenario has made: its namespaces, and what bears its name outside of them. */
async function clear(kubectl: (words: readonly string[]) => Promise<Printed>, fetch: Fetch, { name }: Scenario) {
  for (const { path, plural } of await resourcesOf(fetch, name)) {
    const { items = [] } = await fetch(path)
    const ours = items.filter(({ metadata }) => metadata.namespace === undefined && metadata.name.includes(name))
    if (ours.length === 0 || plural === 'nodes') continue
    const group = path.split('/').length === 5 ? `.${path.split('/')[2]}` : ''
    await kubectl(['delete', `${plural}${group}`, ...ours.map(({ metadata }) => metadata.name), '--timeout=60s'])
  }
}

function fetchFrom(address: string, agent: Agent, more: Readonly<Record<string, string>> = {}): Fetch {
  return (path, accept = 'application/json') =>
    new Promise((resolve, reject) => {
      const headers = { accept, ...more }
      request(`${address}${path}`, { agent, headers }, (answer) => {
        const parts: Buffer[] = []
        answer
          .on('data', (data) => parts.push(data))
          .on('end', () => {
            const text = Buffer.concat(parts).toString()
            resolve(answer.statusCode === 200 ? JSON.parse(text) : {})
          })
      })
        .on('error', reject)
        .end()
    })
}

function runProgram(
  path: string,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  stdin: string,
): Promise<Printed> {
  return new Promise((resolve) => {
    const child = execFile(path, [...words], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1 })
    })
    child.stdin!.on('error', () => {})
    child.stdin!.end(stdin)
  })
}
