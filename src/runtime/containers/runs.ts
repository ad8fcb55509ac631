import { createHash } from 'node:crypto'
import type { ContainerRun, Sandbox } from '../../model/objects/machine.js'
import type { Millis } from '../../model/objects/object.js'
import type { Container, Pod } from '../../model/objects/types.js'
import type { ProcessEnd } from '../processes/stepping.js'
import { type ContainerView, commandLine, surroundingsOf, viewOf } from './container.js'
import { serviceLinks } from './environment.js'
import { initialFiles } from './initial-files.js'
import { filesWritten, lookAhead, play, portsOf } from './main-program.js'
import type { ProcessPlan } from './process-plan.js'
import type { Trace } from './trace.js'
import { volumeChanges } from './volume-mounts.js'
import type { RuntimeWorld } from './world.js'

/** Nothing answers SIGTERM: the grace period runs out. */
const ignored = { after: Number.POSITIVE_INFINITY, code: 137 }

/** The record of a container that starts now: the kubelet appends it to the pod's sandbox. */
export function startRun(pod: Pod, container: Container, attempt: number, world: RuntimeWorld): ContainerRun {
  const purpose = `${world.settings.seed}/container/${pod.metadata.uid}/${container.name}/${attempt}`
  return {
    id: createHash('sha256').update(purpose).digest('hex'),
    image: container.image ?? '',
    attempt,
    startedAt: world.now,
    lines: [],
    files: {},
    services: serviceLinks(pod, world),
  }
}

/**
 * What the process of a run does: pure over the run, so that it can be asked again and again. The kubelet watches
 * `sandboxes` and asks anew when a record changed: a program that waits for the network, or whose input comes from an
 * attached session, gets its `exit` only then. `sandbox`: where more runs in the pod than is stored yet.
 */
export function planOf(
  pod: Pod,
  container: Container,
  run: ContainerRun,
  world: RuntimeWorld,
  sandbox?: Sandbox,
): ProcessPlan {
  const view = viewOf(pod, container, run, world, sandbox)
  if (view === undefined) return { onTerminate: ignored, listens: [], output: () => [] }
  const future = lookAhead(view)
  const failure = neverStarted(future) ? startFailure(view) : undefined
  if (failure !== undefined) return { startFailure: failure, onTerminate: ignored, listens: [], output: () => [] }
  const { ended } = run
  const exit = ended === undefined ? exitOf(future) : { ...withReason(ended), after: ended.at - run.startedAt }
  const elapsed = world.now - run.startedAt
  return {
    ...(exit === undefined ? {} : { exit }),
    ...(exit !== undefined || future.isKnown ? {} : { unknownAfter: future.elapsed }),
    onTerminate: ended === undefined ? onTerminate(future, elapsed) : { after: 0, code: ended.code },
    listens: future.servers
      .filter((server) => server.after <= elapsed)
      .flatMap((server) => portsOf(server.program, view).map(({ port, protocol = 'TCP' }) => ({ port, protocol }))),
    output: () => linesOf(play(view).trace),
  }
}

/** What the program of a run that is over has left in the pod's emptyDir volumes: volume → path in it → content. */
export function leftBehind(
  pod: Pod,
  container: Container,
  run: ContainerRun,
  world: RuntimeWorld,
): NonNullable<ContainerRun['found']> {
  const view = viewOf(pod, container, run, world)
  const mounted = (container.volumeMounts ?? []).some(({ name }) => isEmptyDir(pod, name))
  return view === undefined || !mounted ? {} : volumeChanges(view, filesWritten(view)).volumes
}

function isEmptyDir({ spec }: Pod, volume: string): boolean {
  return spec.volumes?.some(({ name, emptyDir }) => name === volume && emptyDir !== undefined) === true
}

/** Whether it looks as if there was no program: a failing one may look so too. */
function neverStarted({ halt, elapsed, lines, dropped }: Trace): boolean {
  return halt?.because === 'exit' && halt.code === 127 && elapsed === 0 && lines.length + dropped === 0
}

function exitOf({ halt, elapsed }: Trace): ProcessPlan['exit'] {
  return halt?.because === 'exit' ? { after: elapsed, ...withReason(halt) } : undefined
}

function withReason({ code, reason }: ProcessEnd): ProcessEnd {
  return reason === undefined ? { code } : { code, reason }
}

/** Shells, sleep and tail as process 1 do not react to SIGTERM; servers shut down, and so does what traps it. */
function onTerminate(trace: Trace, elapsed: Millis): ProcessPlan['onTerminate'] {
  const server = trace.servers.filter(({ after }) => after <= elapsed).at(-1)?.program
  if (trace.trapsTermAfter !== undefined && trace.trapsTermAfter <= elapsed) return { after: 0, code: 0 }
  if (server === undefined || trace.halt?.because !== 'runs-on' || server.onTerminate === 'ignored') return ignored
  return server.onTerminate ?? { after: 0, code: 143 }
}

function* linesOf(trace: Trace): ReturnType<ProcessPlan['output']> & Generator {
  for (let index = 0; ; index++) {
    while (index >= trace.dropped + trace.lines.length && trace.halt === undefined) trace.advance(trace.elapsed)
    const line = trace.lines[index - trace.dropped]
    if (line === undefined) return
    yield line
  }
}

/** What containerd and runc say of a command that is not there. */
function startFailure(view: ContainerView): ProcessPlan['startFailure'] {
  const [name = ''] = commandLine(view)
  const surroundings = surroundingsOf(
    view,
    () => initialFiles(view),
    () => view.run.startedAt,
    'served',
  )
  if (surroundings.find(name, view.container.workingDir ?? view.image.workingDirectory) !== undefined) return undefined
  const prefix =
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init'
  return { reason: 'StartError', message: `${prefix}: ${missingExecutable(name)}: unknown`, exitCode: 128 }
}

/** Go's os/exec about a command that does not exist. */
export function missingExecutable(name: string): string {
  if (name === '') return 'no command specified'
  const quoted = JSON.stringify(name)
  return name.includes('/')
    ? `exec: ${quoted}: stat ${name}: no such file or directory`
    : `exec: ${quoted}: executable file not found in $PATH`
}
