import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Certificate, makeCertificate } from '../../../src/http/server/certificate.js'
import type { Cluster } from '../../../src/index.js'
import { servedKubeconfig } from '../../../src/kubeconfig/served.js'
import { newCluster } from '../beginning.js'
import { type Kubectl, runKubectl, versionOf } from '../kubectl.js'
import type { Outcome } from '../programs.js'
import { inputsOf, type Line, typed } from '../scenarios.js'
import { abridged, maskedText } from '../transcript.js'
import { host } from './asked.js'
import { observedServer, token } from './observed-server.js'
import { Recorder } from './recorder.js'
import { format, type Recorded, type Recording } from './recording.js'

/** Long enough for a kubectl on a busy machine to come back to a watch, or to leave it. */
const jumpDelay = 5000

let certificate: Certificate | undefined

/** Runs the real kubectl through a scenario, and writes down what it asks and prints. */
export async function record(lines: readonly Line[], path: string): Promise<Recording> {
  certificate ??= makeCertificate()
  const cluster = await newCluster()
  const recorder = new Recorder(cluster)
  const server = await observedServer({ cluster, observer: recorder, jumpDelay, tls: certificate })
  const home = mkdtempSync(join(tmpdir(), 'kubesim-differential-'))
  try {
    const address = `127.0.0.1:${await server.listen()}`
    const kubectl = prepare(home, path, address, certificate.cert)
    const commands: Recorded[] = []
    for (const line of lines) {
      const outcome = atHome(await run(kubectl, line), address, home)
      commands.push(await recorded(line, outcome, recorder, cluster))
    }
    return { format, kubectl: versionOf(path), commands }
  } finally {
    await server.close()
    await cluster.close()
    rmSync(home, { recursive: true, force: true })
  }
}

function prepare(home: string, path: string, address: string, certificate: string): Kubectl {
  const kubectl = { home, path: join(home, 'kubectl'), kubeconfig: join(home, 'config') }
  const access = { cluster: 'default', address: `https://${address}`, token, namespace: 'default', certificate }
  writeFileSync(kubectl.kubeconfig, servedKubeconfig(access))
  // It tells its own name in messages.
  symlinkSync(path, kubectl.path)
  return kubectl
}

function run(kubectl: Kubectl, { text }: Line): Promise<Outcome> {
  const { words, stdin, assigned } = typed(text)
  return runKubectl(kubectl, words, stdin, assigned)
}

async function recorded(line: Line, outcome: Outcome, recorder: Recorder, cluster: Cluster): Promise<Recorded> {
  const { events, clock } = await recorder.taken()
  const revision = await cluster.read((reader) => reader.revision)
  const inputs = inputsOf(line)
  return {
    line: line.text,
    ...(inputs === undefined ? {} : { inputs }),
    revision,
    clock,
    events,
    ...(line.excuse === undefined ? { outcome } : {}),
  }
}

/** What is printed without what is new each time. */
function atHome({ stdout, stderr, exitCode }: Outcome, address: string, home: string): Outcome {
  const shown = (text: string) => abridged(maskedText(text).replaceAll(address, host).replaceAll(home, '/home'))
  return { stdout: shown(stdout), stderr: shown(stderr), exitCode }
}
