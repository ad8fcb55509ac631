/**
 * Both doors of a cluster: every command of a scenario is run by our own command line, and by the real kubectl against
 * the served cluster. Both begin with the same cluster at the same instant on a virtual clock, so that names, addresses,
 * uids and revisions must be the same too. A scenario is a text file:
 *
 *     # Heading
 *     $ kubectl get pods
 *     $ kubectl apply -f @web.yaml          a file of the manifests folder
 *     % why                                 before a command: its outcome differs, and why that is right
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseLine } from '../../src/commands/demo/script.js'
import { parseYaml } from '../../src/commands/manifests/yaml.js'
import { makeCertificate } from '../../src/http/certificate.js'
import { kubeconfig, startServer } from '../../src/http/index.js'
import { Cluster } from '../../src/index.js'
import { type Kubectl, type Outcome, runKubectl } from './kubectl.js'

export interface Line {
  readonly text: string
  /** Why the outcomes may differ; undefined: they must not. */
  readonly excuse: string | undefined
}

export function parseScenario(text: string): Line[] {
  const lines: Line[] = []
  let excuse: string | undefined
  for (const line of text.split('\n')) {
    if (line.startsWith('% ')) excuse = line.slice(2)
    if (!line.startsWith(`$ `)) continue
    lines.push({ text: line.slice(2), excuse })
    excuse = undefined
  }
  return lines
}

const manifests = relative(process.cwd(), join(import.meta.dirname, 'manifests'))
const tls = makeCertificate()
const token = 'differential'

/** What the scenario shows through the two doors, as one text each. */
export async function throughBothDoors(
  lines: readonly Line[],
  path: string,
): Promise<{ ours: string; theirs: string }> {
  const start = Math.floor(Date.now() / 1000) * 1000
  const ours = await throughOurs(lines, start)
  const theirs = await throughKubectl(lines, start, path)
  const text = (outcomes: readonly Outcome[]) =>
    lines.map(({ text, excuse }, at) => transcribe(text, excuse, outcomes[at]!)).join('\n')
  return { ours: text(ours), theirs: text(theirs) }
}

/** With DIFFERENTIAL_REVISIONS set the revision after each command is compared too: it tells where the ways part. */
async function withRevision(cluster: Cluster, running: Promise<Outcome>): Promise<Outcome> {
  const outcome = await running
  if (process.env.DIFFERENTIAL_REVISIONS === undefined) return outcome
  const revision = await cluster.read((reader) => reader.revision)
  return { ...outcome, stderr: `${outcome.stderr}revision: ${revision}\n` }
}

const newCluster = (start: number) => Cluster.open({ create: { clock: 'virtual', seed: 'differential', start } })

const parse = (line: string) => parseLine(line.replaceAll('@', `${manifests}/`), {})

async function throughOurs(lines: readonly Line[], start: number): Promise<Outcome[]> {
  const cluster = await newCluster(start)
  const outcomes: Outcome[] = []
  const environment = { KUBESIM_PROGRAM: 'kubectl' }
  for (const { text } of lines) {
    const { words, stdin } = parse(text)
    outcomes.push(
      await withRevision(cluster, cluster.run(words, { environment, ...(stdin === undefined ? {} : { stdin }) })),
    )
  }
  await cluster.close()
  return outcomes
}

async function throughKubectl(lines: readonly Line[], start: number, path: string): Promise<Outcome[]> {
  const cluster = await newCluster(start)
  const server = await startServer({ cluster, token, tls, parseYaml, patience: 500 })
  const home = mkdtempSync(join(tmpdir(), 'kubesim-differential-'))
  // It tells its own name in messages.
  symlinkSync(path, join(home, 'kubectl'))
  const kubectl: Kubectl = { path: join(home, 'kubectl'), home, kubeconfig: join(home, 'config') }
  const access = { cluster: 'default', address: server.address, token, namespace: 'default', certificate: tls.cert }
  writeFileSync(kubectl.kubeconfig, kubeconfig(access))
  try {
    const outcomes: Outcome[] = []
    for (const { text } of lines) {
      const { words, stdin } = parse(text)
      outcomes.push(await withRevision(cluster, runKubectl(kubectl, words, stdin)))
    }
    return outcomes
  } finally {
    await server.close()
    await cluster.close()
    rmSync(home, { recursive: true, force: true })
  }
}

function transcribe(line: string, excuse: string | undefined, outcome: Outcome): string {
  if (excuse !== undefined) return `$ ${line}\n(differs: ${excuse})\n`
  const exit = outcome.exitCode === 0 ? '' : `exit: ${outcome.exitCode}\n`
  return `$ ${line}\n${masked(outcome.stdout)}${masked(outcome.stderr)}${exit}`
}

/**
 * What truly differs: in descriptions kubectl tells ages (of events, and of a node's pods) by its own machine's clock,
 * which goes on while the cluster's stands still. With them the widths of their columns are masked.
 */
function masked(text: string): string {
  return inOneOrder(text)
    .replace(/^( {2}(?:Normal|Warning) +\S+ +)\S+(?: \(x\d+ over \S+\))? {2,}/gm, '$1AGE  ')
    .replace(/^( {2}Type +Reason +)Age +(From)/gm, '$1Age  $2')
    .replace(/^( {2}---- +------ +)---- +/gm, '$1----  ')
    .replace(/^( {2}\S+ +\S+ +(?:\S+ \(\d+%\) +){4})\d+s$/gm, '$1AGE')
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
