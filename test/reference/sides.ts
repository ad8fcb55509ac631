/** The two clusters that a scenario is played on: a real one, and a simulated one in this process. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../../src/http/index.js'
import { Cluster } from '../../src/index.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import { maskFor } from './masks.js'
import type { Scenario, Step } from './scenario.js'
import { belongsTo, difference, type Fetch, type Resource, type State, stateOf } from './state.js'
import { openWatches } from './watches.js'

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
  /** Comes back when nothing changes any more; with something that differs whenever anything has changed. */
  settle(resources: readonly Resource[]): Promise<unknown>
  /** Something that differs whenever objects of the resource have changed; undefined where that is not known. */
  version(resource: Resource): Promise<string | undefined>
  pass(seconds: number): Promise<void>
}

interface Seen {
  readonly mark: unknown
  /** Of built-in resources, by their paths. */
  readonly versions: ReadonlyMap<string, string>
  readonly state: State
}

const token = 'reference'

/** Plays a scenario on a cluster of its own in this process. */
export async function onKubesim(scenario: Scenario): Promise<Outcome[]> {
  const cluster = await Cluster.open({
    create: { clock: 'virtual', seed: scenario.name, loadBalancer: { mode: 'none' } },
    strict: true,
  })
  const server = await startServer({ cluster, token })
  const agent = new Agent({ keepAlive: true })
  await cluster.run(['create', 'namespace', scenario.namespace])
  try {
    const options = { namespace: scenario.namespace, environment: { KUBESIM_PROGRAM: 'kubectl' } }
    return await play(scenario, {
      fetch: fetchFrom(server.address, agent, { authorization: `Bearer ${token}` }),
      run: ({ words, stdin }) => cluster.run(words, stdin === undefined ? options : { ...options, stdin }),
      settle: () => cluster.read((reader) => reader.revision),
      version: ({ plural, isBuiltIn }) =>
        cluster.read((reader) => (isBuiltIn ? versionOf(reader.list(plural)) : undefined)),
      pass: (seconds) => cluster.advance(seconds * 1000),
    })
  } finally {
    agent.destroy()
    await server.close()
    await cluster.close()
  }
}

/** How many there are, and the newest: what has gone since is missing, and what has come is newer. */
function versionOf(objects: readonly KubeObject[]): string {
  return `${objects.length} ${Math.max(0, ...objects.map(({ metadata }) => Number(metadata.resourceVersion)))}`
}

export interface Reference {
  play(scenario: Scenario): Promise<Outcome[]>
  /** `1.36.2` */
  readonly version: string
  close(): void
}

/**
 * The cluster that a kubeconfig names. It is changed: namespaces and what else scenarios make come and go. It must have
 * a control plane and three workers, as the simulated one does; of four nodes that are all alike the last becomes the
 * control plane.
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
  const address = `http://${/127\.0\.0\.1:\d+/.exec(said)![0]}`
  const fetch = fetchFrom(address, agent)
  const { gitVersion } = (await fetch('/version')) as { gitVersion?: string }
  if (gitVersion === undefined) throw new Error(`there is no API server that ${kubeconfig} leads to`)
  await makeControlPlane(fetch, (words) => runProgram(program, words, env, ''))
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
      const watches = openWatches(address, agent, scenario.name)
      try {
        return await play(scenario, {
          fetch,
          run: ({ words, stdin }) => kubectlRun(words, stdin),
          async settle(resources) {
            await watches.quiet(resources)
            return watches.count()
          },
          version: async () => undefined,
          pass: (seconds) => pause(seconds * 1000),
        })
      } finally {
        watches.close()
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

async function makeControlPlane(fetch: Fetch, kubectl: (words: readonly string[]) => Promise<Printed>) {
  const role = 'node-role.kubernetes.io/control-plane'
  const { items: nodes = [] } = await fetch('/api/v1/nodes')
  if (nodes.length !== 4) throw new Error(`the cluster must have four nodes; it has ${nodes.length}`)
  if (nodes.some(({ metadata }) => metadata.labels?.[role] !== undefined)) return
  const { name } = nodes.at(-1)!.metadata
  await kubectl(['label', 'node', name, `${role}=`, 'node.kubernetes.io/exclude-from-external-load-balancers='])
  await kubectl(['taint', 'node', name, `${role}:NoSchedule`])
}

async function play(scenario: Scenario, side: Side): Promise<Outcome[]> {
  const { items: nodes = [] } = await side.fetch('/api/v1/nodes')
  const typed = scenario.steps.map(({ text, stdin = '' }) => text + stdin).join('\n')
  const mask = maskFor(
    nodes.map(({ metadata }) => metadata.name),
    typed,
  )
  const look = async (before?: Seen): Promise<Seen> => {
    const resources = await resourcesOf(side.fetch, scenario.name)
    const mark = await side.settle(resources)
    if (before !== undefined && mark === before.mark) return before
    const versions = new Map<string, string>()
    for (const resource of resources) {
      const version = await side.version(resource)
      if (version !== undefined) versions.set(resource.path, version)
    }
    const isAsBefore = ({ path }: Resource) => versions.has(path) && versions.get(path) === before?.versions.get(path)
    const known = { state: before?.state ?? new Map(), isAsBefore }
    return { mark, versions, state: await stateOf(side.fetch, resources, scenario.name, mask, known) }
  }
  let seen = await look()
  const outcomes: Outcome[] = []
  for (const step of scenario.steps) {
    const printed = step.words.length > 0 ? await side.run(step) : undefined
    if (printed === undefined) await side.pass(step.seconds)
    const after = await look(seen)
    outcomes.push({
      output: printed === undefined ? '' : mask.printed(transcribe(printed)),
      state: difference(seen.state, after.state),
    })
    seen = after
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
        isBuiltIn: false,
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
    return [{ path: `/${group === '' ? 'api' : `apis/${group}`}/${version}/${plural}`, plural, kind, isBuiltIn: true }]
  })
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Takes away what a scenario has made: its namespaces, and what bears its name outside of them. */
async function clear(kubectl: (words: readonly string[]) => Promise<Printed>, fetch: Fetch, { name }: Scenario) {
  for (const { path, plural } of await resourcesOf(fetch, name)) {
    if (plural === 'nodes') continue
    const type = path.split('/').length === 5 ? `${plural}.${path.split('/')[2]}` : plural
    const { items = [] } = await fetch(path)
    const ours = items.filter(belongsTo(name)).map(({ metadata }) => metadata)
    for (const { name: object, namespace, finalizers } of ours) {
      if (finalizers === undefined) continue
      const where = namespace === undefined ? [] : [`--namespace=${namespace}`]
      await kubectl(['patch', type, object, ...where, '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
    }
    const outside = ours.filter(({ namespace }) => namespace === undefined).map(({ name: object }) => object)
    if (outside.length > 0) await kubectl(['delete', type, ...outside, '--timeout=60s'])
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
