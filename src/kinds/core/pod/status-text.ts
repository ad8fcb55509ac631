import type { Instant } from '../../../model/objects/object.js'
import { isPodReady, isPodTerminal, isSidecar, podCondition } from '../../../model/objects/pods.js'
import { instantOf } from '../../../model/objects/time.js'
import type { ContainerStatus, Pod } from '../../../model/objects/types.js'

/** What `get pods` tells of a pod in one word, and the counts beside it. */
export interface PodSummary {
  readonly reason: string
  readonly ready: number
  readonly total: number
  readonly restarts: number
  /** When a container last ended to be started again; undefined when none did. */
  readonly lastRestart: Instant | undefined
}

/** `printPod` of `pkg/printers/internalversion/printers.go`. */
export function summarize(pod: Pod): PodSummary {
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name))
  const total = pod.spec.containers.length + sidecars.size
  const initial = initialReason(pod)
  const init = initSummary(pod, sidecars)
  const stillInitializing = init.reason !== undefined && podCondition(pod, 'Initialized')?.status !== 'True'
  const running = stillInitializing
    ? { reason: init.reason ?? initial, ready: init.ready, restarts: restartsOf(init.seen) }
    : runningSummary(pod, init, init.reason ?? initial, sidecars)
  return {
    reason: deletionReason(pod) ?? running.reason,
    ready: running.ready,
    total,
    restarts: running.restarts.count,
    lastRestart: running.restarts.last,
  }
}

function initialReason(pod: Pod): string {
  const gated = podCondition(pod, 'PodScheduled')?.reason === 'SchedulingGated'
  return gated ? 'SchedulingGated' : pod.status?.reason || pod.status?.phase || ''
}

interface Restarts {
  readonly count: number
  readonly last: Instant | undefined
}

function restartsOf(statuses: readonly ContainerStatus[]): Restarts {
  let last: Instant | undefined
  let count = 0
  for (const status of statuses) {
    count += status.restartCount ?? 0
    const ended = instantOf(status.lastState?.terminated?.finishedAt)
    if (ended > (last ?? Number.NEGATIVE_INFINITY)) last = ended
  }
  return { count, last }
}

interface InitSummary {
  /** Why initialization is not over: `Init:0/2`, `Init:Error`, `Init:ImagePullBackOff`; undefined once it is. */
  readonly reason: string | undefined
  /** Sidecars that are ready. */
  readonly ready: number
  /** The containers up to the one that still holds up the others. */
  readonly seen: readonly ContainerStatus[]
}

function initSummary(pod: Pod, sidecars: ReadonlySet<string>): InitSummary {
  const statuses = pod.status?.initContainerStatuses ?? []
  let ready = 0
  for (const [index, status] of statuses.entries()) {
    const terminated = status.state?.terminated
    const waiting = status.state?.waiting?.reason
    if (terminated?.exitCode === 0) continue
    if (sidecars.has(status.name) && status.started) {
      if (status.ready) ready++
      continue
    }
    const seen = statuses.slice(0, index + 1)
    if (terminated) return { reason: `Init:${terminatedReason(terminated)}`, ready, seen }
    if (waiting && waiting !== 'PodInitializing') return { reason: `Init:${waiting}`, ready, seen }
    return { reason: `Init:${index}/${pod.spec.initContainers?.length ?? 0}`, ready, seen }
  }
  return { reason: undefined, ready, seen: statuses }
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>

function terminatedReason({ reason, signal, exitCode }: Terminated): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`)
}

/** The first container that has something to tell wins, so that they are looked at from the last to the first. */
function runningSummary(pod: Pod, init: InitSummary, initial: string, sidecars: ReadonlySet<string>) {
  const statuses = pod.status?.containerStatuses ?? []
  let reason = initial
  let ready = init.ready
  let hasRunning = false
  for (const status of [...statuses].reverse()) {
    const { waiting, terminated, running } = status.state ?? {}
    if (waiting?.reason) reason = waiting.reason
    else if (terminated) reason = terminatedReason(terminated)
    else if (status.ready && running) {
      hasRunning = true
      ready++
    }
  }
  if (reason === 'Completed' && hasRunning) reason = isPodReady(pod) ? 'Running' : 'NotReady'
  const restarting = (pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))
  return { reason, ready, restarts: restartsOf([...restarting, ...statuses]) }
}

function deletionReason(pod: Pod): string | undefined {
  if (pod.metadata.deletionTimestamp == null) return undefined
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  return isPodTerminal(pod) ? undefined : 'Terminating'
}
