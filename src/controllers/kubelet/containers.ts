import { formatGoDuration } from '../../model/objects/duration.js'
import type { ContainerRun } from '../../model/objects/machine.js'
import type { Instant, Millis } from '../../model/objects/object.js'
import { isPodTerminal, podTitle, restartsAfter } from '../../model/objects/pods.js'
import type { Container } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { awaitsRetry, configure, untoldTries } from './configuration.js'
import { beginPostStart, endPostStart } from './hooks.js'
import { ensureImage } from './images.js'
import { type ProbeOutcome, probeContainer } from './probes.js'
import { initialWaiting } from './status.js'
import {
  addRun,
  type ContainerRole,
  changeRun,
  containerTitle,
  isHeldByHook,
  isOfSandbox,
  isRunning,
  lastRun,
  planOf,
  recordEvent,
  recordRepeated,
  replaceRun,
  reportedWaiting,
  type Sync,
  type Waiting,
  wakeAt,
} from './sync.js'
import { graceOf, signal } from './termination.js'
import type { ContainerView } from './views.js'

/** `MaxContainerBackOff`, and the step it starts from (`flowcontrol.Backoff`). */
const FIRST_BACK_OFF = 10_000
const LAST_BACK_OFF = 300_000
/** A pod that backs off is looked at when that ends, or after a minute and up to half of it more (`completeWork`). */
const LONGEST_REQUEUE: Millis = 75_000
/** How often a kubelet lists its containers, which is how it learns of their ends (`genericPlegRelistPeriod`). */
const RELIST_PERIOD: Millis = 1_000

/** Brings a container to what it should be now: ends what has ended, restarts what must be restarted. */
export function syncContainer(sync: Sync, container: Container, role: ContainerRole, underWay: Waiting): ContainerView {
  let run = lastRun(sync.sandbox, container.name)
  if (isRunning(run)) {
    const view = syncRunning(sync, container, role, run)
    // What the kubelet has killed itself it starts again in the same breath.
    if (view.run?.finishedAt === undefined || view.run.killed !== true) return view
    run = view.run
  }
  if (run !== undefined && !restarts(sync, container, role, run)) return viewOf(container, role, run)
  if (run !== undefined && !noticed(sync, container, run)) {
    const view = viewOf(container, role, run)
    const message = run.postStart?.failure
    return message === undefined ? view : { ...view, waiting: { reason: 'PostStartHookError', message } }
  }
  const waiting = (run && backingOff(sync, container, run)) ?? start(sync, container, run, underWay)
  if (waiting !== undefined) return waitingView(sync, container, role, waiting === underWay ? undefined : waiting)
  return syncRunning(sync, container, role, lastRun(sync.sandbox, container.name)!)
}

/** While an image is on its way, nothing new is said of a container that has run before. */
function waitingView(sync: Sync, container: Container, role: ContainerRole, found: Waiting | undefined): ContainerView {
  const view = viewOf(container, role, lastRun(sync.sandbox, container.name))
  const waiting = found ?? reportedWaiting(sync.pod, container.name)
  return waiting === undefined ? view : { ...view, waiting }
}

/** A container as it is, without doing anything about it. */
export function viewOf(container: Container, role: ContainerRole, run: ContainerRun | undefined): ContainerView {
  const running = isRunning(run) && !isHeldByHook(run)
  const started = running && (container.startupProbe === undefined || run.probes?.startup?.passed === true)
  const ready = started && (container.readinessProbe === undefined || run.probes?.readiness?.passed === true)
  return { container, role, run, started, ready: role === 'init' ? run?.exitCode === 0 : ready }
}

function syncRunning(sync: Sync, container: Container, role: ContainerRole, run: ContainerRun): ContainerView {
  const end = endOf(sync, container, run)
  if (end !== undefined && end.at <= sync.world.now) {
    sync.pause ||= run.killed !== true
    return viewOf(container, role, finish(sync, container, end))
  }
  if (end !== undefined) wakeAt(sync, end.at)
  if (run.postStart !== undefined) return syncPostStart(sync, container, role, run.postStart)
  if (run.ends === undefined && isChanged(container, role, run)) {
    const message = `${containerTitle(sync.pod, container)} ${container.name} definition changed`
    return kill(sync, container, role, role === 'main' ? `${message}, will be restarted` : message, { changed: true })
  }
  const probed: ProbeOutcome = run.ends === undefined ? probeContainer(sync, container, run) : {}
  return probed.kill === undefined
    ? viewOf(container, role, lastRun(sync.sandbox, container.name))
    : kill(sync, container, role, probed.kill)
}

/** While a hook is under way, or ends its container, nothing new is said of the container. */
function syncPostStart(
  sync: Sync,
  container: Container,
  role: ContainerRole,
  { endsAt, failure }: NonNullable<ContainerRun['postStart']>,
): ContainerView {
  const { pod, world } = sync
  if (endsAt !== undefined && endsAt <= world.now) {
    if (failure === undefined) return syncRunning(sync, container, role, endPostStart(sync, container))
    if (lastRun(sync.sandbox, container.name)?.ends === undefined) {
      // Without its reason, which may be somebody's secret.
      const message = 'PostStartHook failed'
      recordEvent(sync, { type: 'Warning', reason: 'FailedPostStartHook', message }, container)
      signal(sync, container, graceOf(sync), 'FailedPostStartHook')
      return syncRunning(sync, container, role, lastRun(sync.sandbox, container.name)!)
    }
  } else if (endsAt !== undefined) wakeAt(sync, endsAt)
  const view = viewOf(container, role, lastRun(sync.sandbox, container.name))
  return { ...view, waiting: reportedWaiting(pod, container.name) ?? initialWaiting(pod) }
}

/**
 * Whether what a kubelet has in its hash of a container is another than when it was started: name and image
 * (`pickFieldsToHash`). Init containers that run to their end, and those that were added, are let be.
 */
function isChanged(container: Container, role: ContainerRole, run: ContainerRun): boolean {
  return (role === 'main' || role === 'sidecar') && run.image !== container.image
}

function kill(
  sync: Sync,
  container: Container,
  role: ContainerRole,
  message: string,
  why: Pick<ContainerRun, 'changed'> = {},
): ContainerView {
  signal(sync, container, graceOf(sync), message)
  changeRun(sync, container.name, { killed: true, ...why })
  return syncRunning(sync, container, role, lastRun(sync.sandbox, container.name)!)
}

interface End {
  readonly at: Instant
  readonly exitCode: number
  readonly reason?: string
}

/** How a running container will end, as far as is known now. */
export function endOf(sync: Sync, container: Container, run: ContainerRun): End | undefined {
  const ends: End[] = []
  const { power } = sync.machine
  if (power.since > run.startedAt) ends.push({ at: power.since, exitCode: 255, reason: 'Unknown' })
  if (run.ends !== undefined) ends.push(run.ends)
  if (run.ended !== undefined) ends.push(endAt(run.ended.at, run.ended))
  const { exit, unknownAfter } = planOf(sync, container, run)
  if (exit !== undefined) ends.push(endAt(run.startedAt + exit.after, exit))
  // Nobody knows yet how a program ends that works for long.
  if (unknownAfter !== undefined) wakeAt(sync, Math.max(sync.world.now, run.startedAt + unknownAfter) + 1)
  return ends.sort((a, b) => a.at - b.at)[0]
}

function endAt(at: Instant, { code, reason }: { code: number; reason?: string }): End {
  return { at, exitCode: code, ...(reason === undefined ? {} : { reason }) }
}

export function finish(sync: Sync, container: Container, { at, exitCode, reason }: End): ContainerRun {
  const { ends: _, ...run } = lastRun(sync.sandbox, container.name)!
  const over: ContainerRun = { ...run, finishedAt: at, exitCode, ...(reason === undefined ? {} : { reason }) }
  const message = sync.runtime.terminationMessage(sync.pod, container, over, sync.world)
  if (message !== '') over.message = message
  const left = Object.entries(sync.runtime.leftBehind(sync.pod, container, over, sync.world))
  if (left.length > 0) {
    const volumes = { ...sync.sandbox.volumes }
    for (const [name, files] of left)
      volumes[name] = unlessNewer(files, entryOf(run.found, name) ?? {}, entryOf(volumes, name) ?? {})
    sync.sandbox = { ...sync.sandbox, volumes }
  }
  return replaceRun(sync, container.name, over)
}

type VolumeFiles = Record<string, string | null>

/** What a run has written, over what is there, except what others have changed since it started. */
function unlessNewer(written: VolumeFiles, found: VolumeFiles, present: VolumeFiles): VolumeFiles {
  const fresh = Object.entries(written).filter(([path]) => present[path] === found[path])
  return { ...present, ...Object.fromEntries(fresh) }
}

/** Whether the kubelet runs it again (`ShouldContainerBeRestarted`, and `computePodActions` of one that it has ended). */
function restarts(sync: Sync, container: Container, role: ContainerRole, run: ContainerRun): boolean {
  if (role === 'ephemeral') return false
  // `computePodActions`: whatever the policy says.
  if (run.changed === true) return true
  if (role === 'sidecar') return !isPodTerminal(sync.pod)
  if (role === 'init' && run.exitCode === 0) return !isOfSandbox(sync, run)
  return restartsAfter(container, sync.pod.spec, run.exitCode ?? 0)
}

/**
 * Whether the kubelet has seen yet that a run is over. A session's client is told at once and may act before the kubelet
 * does (`run --rm` deletes the pod), and what a hook has ended is told before it starts again; for all other ends the time in
 * between is none that anybody could use.
 */
function noticed(sync: Sync, container: Container, run: ContainerRun): boolean {
  const at = (run.finishedAt ?? 0) + RELIST_PERIOD
  const lasts = run.ended !== undefined || run.postStart?.failure !== undefined
  if (!lasts || backOffEnds(sync, container, run) !== run.finishedAt || at <= sync.world.now) return true
  wakeAt(sync, at)
  return false
}

/**
 * When the back-off of a run that is over ends: the first restart is immediate, a run of ten minutes clears it. For a
 * container that the kubelet has just killed, it looks at the end of the run before (`doBackOff` on the pod's status as it
 * was): so a failing liveness probe restarts it at once until the back-off is longer than its life.
 */
function backOffEnds(sync: Sync, container: Container, run: ContainerRun): Instant {
  const finishedAt = run.finishedAt ?? 0
  if (run.backOff === undefined || isCleared(sync, run)) return finishedAt
  const before = entryOf(sync.sandbox.containers, container.name)?.at(-2)?.finishedAt ?? 0
  if (run.killed === true && before + run.backOff <= finishedAt) return finishedAt
  return finishedAt + run.backOff
}

/** The back-off of the run after this one; none yet when there is no run that ended by itself. */
function nextBackOff(sync: Sync, run: ContainerRun, container: Container): Millis | undefined {
  if (run.killed === true && run.attempt === 0) return undefined
  if (run.backOff === undefined || isCleared(sync, run) || run.image !== container.image) return FIRST_BACK_OFF
  return Math.min(2 * run.backOff, LAST_BACK_OFF)
}

/** Back-offs are forgotten after a while, and with the kubelet that knew of them. */
function isCleared({ machine }: Sync, { startedAt, finishedAt = 0 }: ContainerRun): boolean {
  return finishedAt - startedAt > 2 * LAST_BACK_OFF || machine.kubelet.since > startedAt
}

function backingOff(sync: Sync, container: Container, run: ContainerRun): Waiting | undefined {
  const until = backOffEnds(sync, container, run)
  if (run.image !== container.image) return undefined
  const message = `Back-off restarting failed container ${container.name} in pod ${podTitle(sync.pod)}`
  const event = { type: 'Warning', reason: 'BackOff', message } as const
  const begun = reportedWaiting(sync.pod, container.name)?.reason === 'CrashLoopBackOff'
  const { now, features } = sync.world
  const requeues = features('RequeuesAtEndOfBackOff')
  const finishedAt = run.finishedAt ?? until
  if (until <= now) {
    if (begun && until === now && !requeues) recordRepeated(sync, event, container, until - finishedAt)
    return undefined
  }
  const sinceSync = (now - finishedAt) % LONGEST_REQUEUE
  wakeAt(sync, requeues ? Math.min(until, now - sinceSync + LONGEST_REQUEUE) : until)
  if (!begun || (requeues && sinceSync === 0)) recordEvent(sync, event, container)
  const delay = formatGoDuration(run.backOff ?? FIRST_BACK_OFF)
  const words = `back-off ${delay} restarting failed container=${container.name} pod=${podTitle(sync.pod)}`
  return { reason: 'CrashLoopBackOff', message: words }
}

/** Pulls, creates and starts a container; says why it has to wait when that cannot be done yet. */
function start(
  sync: Sync,
  container: Container,
  previous: ContainerRun | undefined,
  underWay: Waiting,
): Waiting | undefined {
  const waits = awaitsRetry(sync, container)
  if (waits !== undefined) return waits
  const missing = ensureImage(sync, container, underWay, untoldTries(sync, container))
  if (missing !== undefined) return missing
  const attempt = previous === undefined ? 0 : previous.attempt + 1
  const run = sync.runtime.startRun(sync.pod, container, attempt, sync.world)
  const backOff = previous && nextBackOff(sync, previous, container)
  if (backOff !== undefined) run.backOff = backOff
  const found = Object.entries(sync.sandbox.volumes ?? {}).filter(([volume]) =>
    container.volumeMounts?.some(({ name }) => name === volume),
  )
  if (found.length > 0) run.found = Object.fromEntries(found)
  const lacking = configure(sync, container, run)
  if (lacking !== undefined) return lacking
  const unnamed = sync.world.features('EventsWithoutContainerNames')
  const created = unnamed ? 'Container created' : `Created container: ${container.name}`
  recordEvent(sync, { type: 'Normal', reason: 'Created', message: created }, container)
  addRun(sync, container.name, run)
  sync.started = true
  const added = lastRun(sync.sandbox, container.name)!
  const { startFailure } = planOf(sync, container, added)
  if (startFailure === undefined) {
    const started = unnamed ? 'Container started' : `Started container ${container.name}`
    recordEvent(sync, { type: 'Normal', reason: 'Started', message: started }, container)
    beginPostStart(sync, container)
    return undefined
  }
  const { reason, message, exitCode } = startFailure
  replaceRun(sync, container.name, { ...added, finishedAt: sync.world.now, exitCode, reason, message })
  recordEvent(sync, { type: 'Warning', reason: 'Failed', message: `Error: ${message}` }, container)
  sync.pause = true
  return { reason: 'RunContainerError', message }
}
