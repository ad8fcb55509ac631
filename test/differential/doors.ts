/**
 * The ways into a cluster: every command of a scenario is run by our own command line on the cluster itself, by our own
 * through the served API, and by the real kubectl through it. All begin with the same cluster at the same instant on a
 * virtual clock, so that names, addresses, uids and revisions must be the same too. A scenario is a text file:
 *
 *     # Heading
 *     $ kubectl get pods
 *     $ kubectl apply -f @web.yaml          a file of the manifests folder
 *     % why                                 before a command: kubectl's outcome differs, and why that is right
 *     %% why                                the same of our own outcome through the API
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Machine } from '../../src/commands/command.js'
import { parseLine } from '../../src/commands/simulation/demo/script.js'
import { startServer } from '../../src/http/index.js'
import { type Certificate, makeCertificate } from '../../src/http/server/certificate.js'
import { Cluster } from '../../src/index.js'
import { servedKubeconfig } from '../../src/kubeconfig/served.js'
import { localMachine } from '../../src/process/machine.js'
import { runRemotely } from '../../src/process/run.js'
import { type Kubectl, runKubectl } from './kubectl.js'
import { type Outcome, start } from './programs.js'

export interface Line {
  readonly text: string
  /** Why kubectl's outcome may differ; undefined: it must not. */
  readonly excuse: string | undefined
  /** Why our own may, through the API. */
  readonly remoteExcuse: string | undefined
}

export function parseScenario(text: string): Line[] {
  const lines: Line[] = []
  let excuse: string | undefined
  let remoteExcuse: string | undefined
  for (const line of text.split('\n')) {
    if (line.startsWith('% ')) excuse = line.slice(2)
    if (line.startsWith('%% ')) remoteExcuse = line.slice(3)
    if (!line.startsWith(`$ `)) continue
    lines.push({ text: line.slice(2), excuse, remoteExcuse })
    excuse = undefined
    remoteExcuse = undefined
  }
  return lines
}

const manifests = relative(process.cwd(), join(import.meta.dirname, 'manifests'))
const tls = makeCertificate()
const token = 'differential'

/** When all the clusters begin: ages are told by the machines of kubectl, too. */
const beginning = Math.floor(Date.now() / 1000) * 1000

/** What our own command line shows, on the cluster itself and through its API. */
export async function throughOurDoors(lines: readonly Line[]): Promise<{ local: string; remote: string }> {
  const exact = (outcomes: readonly Outcome[]) =>
    lines.map(({ text, remoteExcuse }, at) => transcribe(text, remoteExcuse, outcomes[at]!)).join('\n')
  // Our own client needs no TLS, which takes a third of the time.
  const remote = await served(undefined, (served) => remotely(lines, served))
  return { local: exact(await locally(lines)), remote: exact(remote) }
}

/** What our own command line shows on the cluster itself, and kubectl through its API. */
export async function throughBothDoors(
  lines: readonly Line[],
  path: string,
): Promise<{ ours: string; theirs: string }> {
  const compared = (outcomes: readonly Outcome[]) =>
    lines.map(({ text, excuse }, at) => transcribe(text, excuse, outcomes[at]!, masked)).join('\n')
  const theirs = await served(tls, (served) => throughKubectl(lines, served, path))
  return { ours: compared(await locally(lines)), theirs: compared(theirs) }
}

/** With DIFFERENTIAL_REVISIONS set the revision after each command is compared too: it tells where the ways part. */
async function withRevision(cluster: Cluster, running: Promise<Outcome>): Promise<Outcome> {
  const outcome = await running
  if (process.env.DIFFERENTIAL_REVISIONS === undefined) return outcome
  const revision = await cluster.read((reader) => reader.revision)
  return { ...outcome, stderr: `${outcome.stderr}revision: ${revision}\n` }
}

const newCluster = () =>
  Cluster.open({ create: { clock: 'virtual', seed: 'differential', start: beginning }, strict: true })

/** The words of a line, and the variables that are set in front of the command: `A='b c' kubectl …`. */
function parse(line: string) {
  const assigned = /^(?:\w+='[^']*' )+/.exec(line)?.[0] ?? ''
  const environment = Object.fromEntries(
    [...assigned.matchAll(/(\w+)='([^']*)'/g)].map(([, name, value]) => [name!, value!]),
  )
  return { ...parseLine(line.slice(assigned.length).replaceAll('@', `${manifests}/`), {}), environment }
}

const played = new WeakMap<readonly Line[], Promise<Outcome[]>>()

/** Plays a scenario once, however often it is compared. */
function locally(lines: readonly Line[]): Promise<Outcome[]> {
  const playing = played.get(lines) ?? playLocally(lines)
  played.set(lines, playing)
  return playing
}

async function playLocally(lines: readonly Line[]): Promise<Outcome[]> {
  const cluster = await newCluster()
  const outcomes: Outcome[] = []
  for (const { text } of lines) {
    const { words, stdin, environment: assigned } = parse(text)
    const environment = { KUBESIM_PROGRAM: 'kubectl', ...assigned }
    const options = { environment, ...(stdin === undefined ? {} : { stdin }) }
    const running = withPrograms(assigned, (machine) => cluster.run(words, { ...options, machine }))
    outcomes.push(await withRevision(cluster, running))
  }
  await cluster.close()
  return outcomes
}

/** Runs a command that may start this machine's programs: diff, and editors, whose output stands before its own. */
async function withPrograms(assigned: Variables, run: (machine: Machine) => Promise<Outcome>): Promise<Outcome> {
  const facts = { platform: process.platform, pid: process.pid, self: [], home: '', state: '', packageDirectory: '' }
  const env = { ...surroundings, ...assigned, TZ: 'UTC' }
  const capture = async (path: string, words: readonly string[]) => {
    const outcome = await start({ path, words, options: { env } })
    return outcome.exitCode === -1 ? undefined : outcome
  }
  let shown = ''
  const open = async (program: string, args: readonly string[]) => {
    const outcome = await capture(program, args)
    shown += outcome?.stdout ?? ''
    return outcome?.exitCode ?? 127
  }
  const outcome = await run({ ...localMachine({ ...facts, environment: env }), capture, run: open })
  return { ...outcome, stdout: shown + outcome.stdout }
}

/** Read once: to a thread it takes a while. */
const surroundings = { ...process.env }

type Variables = Readonly<Record<string, string>>

interface Served {
  readonly cluster: Cluster
  /** A folder of its own, and in it how to reach the server. */
  readonly home: string
  readonly kubeconfig: string
}

async function served(
  certificate: Certificate | undefined,
  run: (served: Served) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const cluster = await newCluster()
  const secured = certificate === undefined ? {} : { tls: certificate }
  const server = await startServer({ cluster, token, patience: 1000, ...secured })
  const home = mkdtempSync(join(tmpdir(), 'kubesim-differential-'))
  const path = join(home, 'config')
  const trusted = certificate === undefined ? {} : { certificate: certificate.cert }
  const access = { cluster: 'default', address: server.address, token, namespace: 'default', ...trusted }
  writeFileSync(path, servedKubeconfig(access))
  try {
    return await run({ cluster, home, kubeconfig: path })
  } finally {
    await server.close()
    await cluster.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function remotely(lines: readonly Line[], { cluster, kubeconfig }: Served): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { text } of lines) {
    const { words, stdin, environment: assigned } = parse(text)
    const environment = { KUBESIM_PROGRAM: 'kubectl', KUBESIM_KUBECONFIG: kubeconfig, ...assigned }
    const options = { environment, ...(stdin === undefined ? {} : { stdin }) }
    const running = withPrograms(assigned, (machine) => runRemotely(words, { ...options, machine }))
    outcomes.push(await withRevision(cluster, running))
  }
  return outcomes
}

async function throughKubectl(lines: readonly Line[], served: Served, path: string): Promise<Outcome[]> {
  const kubectl: Kubectl = { ...served, path: join(served.home, 'kubectl') }
  // It tells its own name in messages.
  symlinkSync(path, kubectl.path)
  const outcomes: Outcome[] = []
  for (const { text } of lines) {
    const { words, stdin, environment } = parse(text)
    outcomes.push(await withRevision(served.cluster, runKubectl(kubectl, words, stdin, environment)))
  }
  return outcomes
}

function transcribe(
  line: string,
  excuse: string | undefined,
  outcome: Outcome,
  shown: (text: string) => string = withoutTemporaries,
): string {
  if (excuse !== undefined) return `$ ${line}\n(differs: ${excuse})\n`
  const exit = outcome.exitCode === 0 ? '' : `exit: ${outcome.exitCode}\n`
  return `$ ${line}\n${shown(outcome.stdout)}${shown(outcome.stderr)}${exit}`
}

/**
 * What truly differs: in descriptions kubectl tells ages (of events, and of a node's pods) by its own machine's clock,
 * which goes on while the cluster's stands still. With them the widths of their columns are masked.
 */
function masked(text: string): string {
  return inOneOrder(withoutTemporaries(text))
    .replace(/^((?:[a-z]\S* +)?)\d+[dhms]\S*(?: \(x\d+ over \S+\))? +(?=(?:Normal|Warning) )/gm, '$1AGE  ')
    .replace(/^( {2}(?:Normal|Warning) +\S+ +)\S+(?: \(x\d+ over \S+\))? {2,}/gm, '$1AGE  ')
    .replace(/^( {2}Type +Reason +)Age +(From)/gm, '$1Age  $2')
    .replace(/^( {2}---- +------ +)---- +/gm, '$1----  ')
    .replace(/^( {2}\S+ +\S+ +(?:\S+ \(\d+%\) +){4})\d+[dhms]\S*$/gm, '$1AGE')
}

/** The directories that diff compares, the times of its files, the names of drafts, and when who writes a log are new each time. */
function withoutTemporaries(text: string): string {
  return text
    .replace(/\/tmp\/(LIVE|MERGED|kubectl-edit)-\w+/g, '/tmp/$1')
    .replace(/^((?:---|\+\+\+) \/tmp\/\S+)\t.*$/gm, '$1')
    .replace(/^([IWEF])\d{4} [\d:.]{15} +\d+ (?=\S+\.go:\d+\] )/gm, '$1 ')
}

/** Evictions go on side by side: which of several pods is told first is chance. */
function inOneOrder(text: string): string {
  return text.replace(/(?:^(?:evicting pod .*|pod\/\S+ (?:evicted|deleted))\n){2,}/gm, (lines) =>
    lines
      .split(/(?<=\n)/)
      .sort()
      .join(''),
  )
}
