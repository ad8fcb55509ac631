import type { ContainerRun } from '../../model/objects/machine.js'
import type { Millis } from '../../model/objects/object.js'
import type { Container, Pod } from '../../model/objects/types.js'
import type { HttpRequest } from '../../network/contract.js'
import { network } from './applications.js'
import { runCommand } from './commands.js'
import { viewOf } from './container.js'
import { shareIn } from './main-program.js'
import { outputOf } from './probes.js'
import { volumeChanges } from './volume-mounts.js'
import type { RuntimeWorld } from './world.js'

/** What came of a hook. */
export interface HookOutcome {
  /** How long it takes; infinite when it is not over in the time that it has. */
  readonly after: Millis
  /** Why it has failed, and what it said. */
  readonly failure?: { readonly error: string; readonly output: string }
  /** What it leaves in the container, and in the pod's emptyDir volumes: volume → path in it → content. */
  readonly files: ReturnType<typeof volumeChanges>
}

/**
 * Runs the command of a hook (`RunInContainer` without a timeout) as far as it comes in a time, beside the container's own
 * program; what it asks of the network it is answered as things are now.
 */
export function runHook(
  pod: Pod,
  container: Container,
  run: ContainerRun,
  command: readonly string[],
  timeout: Millis,
  world: RuntimeWorld,
): HookOutcome {
  const nothing = { own: {}, volumes: {} }
  const view = viewOf(pod, container, run, world)
  if (view === undefined) return { after: 0, files: nothing }
  const origin = { from: 'pod', namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name } as const
  const ran = runCommand(view, command, {
    share: shareIn(view) / 2,
    timeout,
    answer: (question) => network.answer(origin, question, world),
  })
  if (typeof ran === 'string') return { after: 0, failure: { error: notStarted(ran), output: '' }, files: nothing }
  const { trace, changes } = ran
  const files = volumeChanges(view, changes)
  if (trace.halt?.because !== 'exit') return { after: Number.POSITIVE_INFINITY, files }
  const { code } = trace.halt
  if (code === 0) return { after: trace.elapsed, files }
  const complaint = outputOf(trace.lines.filter(({ stream }) => stream === 'stderr'))
  const error = `command '${command.join(' ')}' exited with ${code}: ${complaint}`
  return { after: trace.elapsed, failure: { error, output: outputOf(trace.lines) }, files }
}

/** What comes of it when a container's runtime cannot start a command. */
export const notStarted = (why: string): string =>
  'rpc error: code = Unknown desc = failed to exec in container: failed to start exec: ' +
  `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`

/** Asks for a page as a node's kubelet does, and hears any answer; why there was none, in the words of Go's net/http. */
export function askHttp(
  node: string,
  host: string,
  port: number,
  request: HttpRequest,
  world: RuntimeWorld,
): string | undefined {
  const origin = { from: 'node', node } as const
  const found = network.answer(origin, { ask: 'lookup', host }, world)
  if (!('addresses' in found)) return `dial tcp: lookup ${host}: no such host`
  const address = found.addresses[0] ?? host
  const answer = network.answer(origin, { ask: 'http', address, port, request }, world)
  switch (answer.outcome) {
    case 'answered':
      return undefined
    case 'tls-error':
      return 'http: server gave HTTP response to HTTPS client'
    case 'refused':
      return `dial tcp ${address}:${port}: connect: connection refused`
    case 'timeout':
      return `dial tcp ${address}:${port}: i/o timeout`
    default:
      return 'EOF'
  }
}
