/**
 * Our own command line, in both of its ways: on the cluster itself, and through the API that is served. Both begin
 * with the same cluster, and must show the same bytes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Machine } from '../../src/commands/command.js'
import { startServer } from '../../src/http/index.js'
import { servedKubeconfig } from '../../src/kubeconfig/served.js'
import { localMachine } from '../../src/process/machine.js'
import { runRemotely } from '../../src/process/run.js'
import { newCluster } from './beginning.js'
import { type Outcome, start } from './programs.js'
import { type Line, typed, type Variables } from './scenarios.js'

const token = 'differential'

const played = new WeakMap<readonly Line[], Promise<Played>>()

/** What is shown for each line, and the revision of the cluster after it. */
export interface Played {
  readonly outcomes: readonly Outcome[]
  readonly revisions: readonly number[]
}

/** Plays a scenario on the cluster itself; once, however often it is compared. */
export function locally(lines: readonly Line[]): Promise<Played> {
  const playing = played.get(lines) ?? playLocally(lines)
  played.set(lines, playing)
  return playing
}

async function playLocally(lines: readonly Line[]): Promise<Played> {
  const cluster = await newCluster()
  const outcomes: Outcome[] = []
  const revisions: number[] = []
  for (const { text } of lines) {
    const { words, stdin, assigned } = typed(text)
    const environment = { KUBESIM_PROGRAM: 'kubectl', ...assigned }
    const options = { environment, ...(stdin === undefined ? {} : { stdin }) }
    outcomes.push(await withPrograms(assigned, (machine) => cluster.run(words, { ...options, machine })))
    revisions.push(await cluster.read((reader) => reader.revision))
  }
  await cluster.close()
  return { outcomes, revisions }
}

/** The same through the API. Our own client needs no TLS, which takes a third of the time. */
export async function remotely(lines: readonly Line[]): Promise<Outcome[]> {
  const cluster = await newCluster()
  const server = await startServer({ cluster, token, jumpDelay: 1000 })
  const home = mkdtempSync(join(tmpdir(), 'kubesim-differential-'))
  const access = join(home, 'config')
  writeFileSync(access, servedKubeconfig({ cluster: 'default', address: server.address, token, namespace: 'default' }))
  const outcomes: Outcome[] = []
  try {
    for (const { text } of lines) {
      const { words, stdin, assigned } = typed(text)
      const environment = { KUBESIM_PROGRAM: 'kubectl', KUBESIM_KUBECONFIG: access, ...assigned }
      const options = { environment, ...(stdin === undefined ? {} : { stdin }) }
      outcomes.push(await withPrograms(assigned, (machine) => runRemotely(words, { ...options, machine })))
    }
  } finally {
    await server.close()
    await cluster.close()
    rmSync(home, { recursive: true, force: true })
  }
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
