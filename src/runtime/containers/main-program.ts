import type { ContainerRun, Sandbox } from '../../model/objects/machine.js'
import type { Millis } from '../../model/objects/object.js'
import type { Pod } from '../../model/objects/types.js'
import { memo } from '../../model/values/memo.js'
import type { ProgramDocument } from '../catalogue/document.js'
import { fillIn } from '../catalogue/placeholders.js'
import type { FileSystem } from '../processes/file-system.js'
import { shareOf } from '../processes/processor-time.js'
import { runProcess } from '../shell/execute.js'
import { unexecutable } from './argument-list.js'
import {
  type ContainerView,
  commandLine,
  containersOf,
  currentRun,
  placeholders,
  processOf,
  sandboxAround,
  surroundingsOf,
  viewOf,
} from './container.js'
import { initialFiles } from './initial-files.js'
import { Trace } from './trace.js'
import type { RuntimeWorld } from './world.js'

/** A container's main program, played as far as anyone has looked. */
export interface PlayedProgram {
  readonly trace: Trace
  /** Files it has written. */
  readonly changes: ReadonlyMap<string, string | null>
}

/** What has been played of a run. */
interface Played {
  present?: PlayedProgram
  /** Apart, so that what it writes then is not there yet. */
  ahead?: PlayedProgram
  /** What will come after so long is not known. */
  aheadUntil?: Millis
  /** What runs beside it, as long as somebody looks. */
  sandbox?: Sandbox | undefined
}

/** By the run's id: its record changes as it goes, while its program goes on from where it is. */
type PlayedOfRun = (id: string) => Played
const played = new WeakMap<RuntimeWorld, PlayedOfRun>()
const MOST_PLAYED = 20_000
/** A program that has not ended after so many steps is taken to run on for now. */
const STEPS_AHEAD = 30_000

function playedOf({ run, world }: ContainerView): Played {
  const playedOfRun = played.get(world) ?? memo(MOST_PLAYED, (_: string): Played => ({}))
  played.set(world, playedOfRun)
  const known = playedOfRun(run.id)
  if (!caughtUp(known.present, run) || !caughtUp(known.ahead, run)) {
    delete known.present
    delete known.ahead
    delete known.aheadUntil
  }
  return known
}

/** Tells a program what it has heard meanwhile; false when the run has not come as far as it has been played. */
function caughtUp(program: PlayedProgram | undefined, { answers = [] }: ContainerRun): boolean {
  if (program === undefined) return true
  const { trace } = program
  for (let next = trace.answers.length; next < answers.length; next++) trace.receive(answers[next])
  return trace.answers.length === answers.length
}

/** The container's main program, played up to now (or to its end, when it has ended). */
export function traceOf(view: ContainerView): PlayedProgram {
  const known = playedOf(view)
  known.present ??= play(lasting(view), { known })
  const { present } = known
  const { run, world } = view
  const until = Math.min(run.finishedAt ?? world.now, run.ended?.at ?? world.now, world.now)
  return beside(view, known, () => {
    present.trace.advance(until - run.startedAt)
    return present
  })
}

function beside<T>({ sandbox }: ContainerView, known: Played, look: () => T): T {
  known.sandbox = sandbox
  try {
    return look()
  } finally {
    delete known.sandbox
  }
}

/** Files that the program has written by now. One that never writes is not played to find that out. */
export function filesWritten(view: ContainerView): ReadonlyMap<string, string | null> {
  lookAhead(view)
  const { ahead, aheadUntil } = playedOf(view)
  const none = ahead !== undefined && aheadUntil === undefined && ahead.changes.size === 0
  return none ? ahead.changes : traceOf(view).changes
}

/** The program played further than now, as if nothing happened to it, as far as it takes to know how it goes on. */
export function lookAhead(view: ContainerView): Trace {
  const { run, world } = view
  if (run.ended !== undefined) return traceOf(view).trace
  const known = playedOf(view)
  // Whoever reads its lines has them of `present`, or of a program of his own: of many that print without end all would be kept twice.
  known.ahead ??= play(lasting(view), { known, silent: true })
  const { trace } = known.ahead
  const elapsed = world.now - run.startedAt
  if (known.aheadUntil !== undefined && elapsed < known.aheadUntil) return trace
  if (beside(view, known, () => trace.lookAhead(STEPS_AHEAD * shareIn(view)))) delete known.aheadUntil
  else known.aheadUntil = trace.elapsed
  return trace
}

/** Which part of a processor's time each container of a pod has. */
export function shareIn({ pod: { spec } }: ContainerView): number {
  const { containers, initContainers = [], ephemeralContainers = [] } = spec
  return shareOf(containers.length + initContainers.length + ephemeralContainers.length)
}

/**
 * What is kept of a view for as long as its program is: the pod without what is said of it again and again, which may be of
 * thousands of containers.
 */
function lasting({ sandbox: _, ...view }: ContainerView): ContainerView {
  const { managedFields: __, ...metadata } = view.pod.metadata
  const { phase, startTime, podIP, podIPs, hostIP, hostIPs } = view.pod.status
  const status = { phase, startTime, podIP, podIPs, hostIP, hostIPs }
  return { ...view, pod: { ...view.pod, metadata, status } as Pod }
}

interface PlayOptions {
  /** What else is known of the run. */
  readonly known?: Played
  /** Its output is not kept. */
  readonly silent?: boolean
}

/** A container's main program from its start, not played yet. */
export function play(view: ContainerView, { known = {}, silent = false }: PlayOptions = {}): PlayedProgram {
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
    'served',
  )
  const process = processOf(view, commandLine(view), surroundings, {
    in: container.tty === true,
    out: container.tty === true,
  })
  trace = new Trace(run.tooLong ? unexecutable(process) : runProcess(process), {
    share: shareIn(view),
    silent,
    answers: run.answers ?? [],
    inputOpen: container.stdin === true,
    isTaken: (program) =>
      program.listens !== undefined &&
      isTaken(program, { ...view, ...(known.sandbox === undefined ? {} : { sandbox: known.sandbox }) }),
    fill: (text, after) => fillIn(text, placeholders(view, run.startedAt + after)),
  })
  return {
    trace,
    get changes() {
      return files?.changes ?? new Map()
    },
  }
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
  for (const other of earlierRuns(view)) {
    const { trace } = traceOf(other)
    const taken = trace.servers.some((server) =>
      portsOf(server.program, other).some(({ port, protocol = 'TCP' }) =>
        wanted.some((one) => one.port === port && (one.protocol ?? 'TCP') === protocol),
      ),
    )
    if (taken) return true
  }
  return false
}

/** The pod's other containers that were running when this one started, one by one: there may be thousands. */
function* earlierRuns(view: ContainerView): Generator<ContainerView> {
  const { pod, container: own, run: ownRun, world } = view
  const sandbox = sandboxAround(view)
  let isBefore = true
  for (const container of containersOf(pod)) {
    if (container.name === own.name) {
      isBefore = false
      continue
    }
    const run = currentRun(sandbox, container.name)
    if (run === undefined) continue
    const sooner = run.startedAt < ownRun.startedAt || (run.startedAt === ownRun.startedAt && isBefore)
    const other = sooner ? viewOf(pod, container, run, world, view.sandbox) : undefined
    if (other !== undefined) yield other
  }
}
