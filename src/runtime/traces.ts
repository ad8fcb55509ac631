import type { ContainerRun, Sandbox } from '../model/machine.js'
import {
  type ContainerView,
  commandLine,
  containerNamed,
  placeholders,
  processOf,
  sandboxOf,
  surroundingsOf,
  viewOf,
} from './container.js'
import { initialFiles } from './container-files.js'
import type { ProgramDocument } from './document.js'
import type { FileSystem } from './files.js'
import type { Run } from './programs/effects.js'
import { runExecutable } from './shell/evaluate.js'
import { fillIn } from './text.js'
import { Trace } from './trace.js'

/** A container's main program, played as far as anyone has looked. */
export interface PlayedProgram {
  readonly trace: Trace
  /** Files it has written. */
  readonly changes: ReadonlyMap<string, string | null>
}

/** Runs are immutable: what follows from one is computed once. */
const present = new WeakMap<ContainerRun, PlayedProgram>()
const foreseen = new WeakMap<ContainerRun, PlayedProgram>()

/** The container's main program, played up to now (or to its end, when it has ended). */
export function traceOf(view: ContainerView): PlayedProgram {
  const known = present.get(view.run) ?? play(view)
  present.set(view.run, known)
  const { run, world } = view
  known.trace.advance(Math.min(run.finishedAt ?? world.now, run.ended?.at ?? world.now, world.now) - run.startedAt)
  return known
}

/** The program played further than now, as if nothing happened to it: apart, so that what it writes then is not there yet. */
export function foresee(view: ContainerView, mostSteps: number): Trace {
  const { trace } = traceOf(view)
  if (trace.halt !== undefined || view.run.ended !== undefined) return trace
  const known = foreseen.get(view.run) ?? play(view)
  foreseen.set(view.run, known)
  known.trace.advance(Number.POSITIVE_INFINITY, mostSteps)
  return known.trace
}

function play(view: ContainerView): PlayedProgram {
  const { run, container } = view
  let files: FileSystem | undefined
  let trace: Trace | undefined
  const surroundings = surroundingsOf(
    view,
    () => {
      files = initialFiles(view)
      return files
    },
    () => run.startedAt + (trace?.elapsed ?? 0),
  )
  const process = processOf(view, commandLine(view), surroundings, {
    in: container.tty === true,
    out: container.tty === true,
  })
  trace = new Trace(mainProgram(process), {
    answers: run.answers ?? [],
    inputOpen: container.stdin === true,
    isTaken: (program) => program.listens !== undefined && isTaken(program, view),
    fill: (text, after) => fillIn(text, placeholders(view, run.startedAt + after)),
  })
  return {
    trace,
    get changes() {
      return files?.changes ?? new Map()
    },
  }
}

export function* mainProgram(process: Parameters<typeof runExecutable>[0]): Run {
  return (yield* runExecutable(process)) ?? 127
}

/** Ports that a program wants: its own, or those that the container declares. */
export function portsOf(
  program: ProgramDocument,
  view: ContainerView,
): NonNullable<Exclude<ProgramDocument['listens'], 'declared'>> {
  if (program.listens !== 'declared') return program.listens ?? []
  return (view.container.ports ?? []).map(({ containerPort, protocol }) => ({
    port: containerPort,
    protocol: protocol === 'UDP' ? 'UDP' : 'TCP',
  }))
}

/** Whether another container of the pod, started before this one, listens on a port that the program wants. */
function isTaken(program: ProgramDocument, view: ContainerView): boolean {
  const wanted = portsOf(program, view)
  const sandbox = sandboxOf(view.pod, view.world)
  return earlierRuns(view, sandbox).some((other) => {
    const { trace } = traceOf(other)
    return trace.servers.some((server) =>
      portsOf(server.program, other).some(({ port, protocol = 'TCP' }) =>
        wanted.some((one) => one.port === port && (one.protocol ?? 'TCP') === protocol),
      ),
    )
  })
}

function earlierRuns(view: ContainerView, sandbox: Sandbox | undefined): ContainerView[] {
  const order = view.pod.spec.containers.map(({ name }) => name)
  return Object.entries(sandbox?.containers ?? {}).flatMap(([name, runs]) => {
    const run = runs.at(-1)
    const container = containerNamed(view.pod, name)
    if (run === undefined || container === undefined || name === view.container.name || run.finishedAt !== undefined)
      return []
    const sooner =
      run.startedAt < view.run.startedAt ||
      (run.startedAt === view.run.startedAt && order.indexOf(name) < order.indexOf(view.container.name))
    const other = sooner ? viewOf(view.pod, container, run, view.world) : undefined
    return other === undefined ? [] : [other]
  })
}
