/** Which pods go first when there are too many: `controller.ActivePodsWithRanks` of `pkg/controller/controller_utils.go`. */
import type { Instant, Millis } from '../../../model/objects/object.js'
import { isPodAvailable, isSidecar, podPhase, readySince } from '../../../model/objects/pods.js'
import { instantOf } from '../../../model/objects/time.js'
import type { ContainerStatus, Pod } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'

/** Everything the order looks at, worked out once a pod. */
interface Candidate {
  readonly pod: Pod
  readonly assigned: number
  readonly phase: number
  readonly ready: number
  readonly available: number
  readonly cost: number
  /** Pods of the same family on its node. */
  readonly neighbours: number
  readonly readyFor: Millis | undefined
  readonly restarts: number
  readonly sidecarRestarts: number
  readonly age: Millis
}

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

export interface Family {
  /** The active pods of all replica sets of one deployment: a pod whose node runs many of them goes before one alone. */
  readonly related: readonly Pod[]
  /**
   * A ready pod that is not yet available goes before one that is. kube-controller-manager does not look at this; but a
   * deployment that gives up as many pods as are not available relies on it.
   */
  readonly minReadySeconds: number
}

/** The pods to delete first, `count` of them. */
export function firstToDelete(
  pods: readonly Pod[],
  { related, minReadySeconds }: Family,
  count: number,
  now: Instant,
): Pod[] {
  if (count >= pods.length) return [...pods]
  const onNode = new Map<string, number>()
  for (const { spec } of related) onNode.set(spec.nodeName ?? '', (onNode.get(spec.nodeName ?? '') ?? 0) + 1)
  const candidates = pods.map((pod) => candidate(pod, onNode.get(pod.spec.nodeName ?? '') ?? 0, minReadySeconds, now))
  return candidates
    .sort(compare)
    .slice(0, count)
    .map(({ pod }) => pod)
}

function candidate(pod: Pod, neighbours: number, minReadySeconds: number, now: Instant): Candidate {
  const since = readySince(pod)
  const cost = Number(pod.metadata.annotations?.[deletionCost] ?? 0)
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name))
  const initStatuses = (pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))
  return {
    pod,
    assigned: (pod.spec.nodeName ?? '') === '' ? 0 : 1,
    phase: phases[podPhase(pod)] ?? 0,
    ready: since === undefined ? 0 : 1,
    available: isPodAvailable(pod, minReadySeconds, now) ? 1 : 0,
    cost: Number.isInteger(cost) ? cost : 0,
    neighbours,
    readyFor: since === undefined ? undefined : now - since,
    restarts: mostRestarts(pod.status?.containerStatuses),
    sidecarRestarts: mostRestarts(initStatuses),
    age: now - instantOf(pod.metadata.creationTimestamp),
  }
}

function mostRestarts(statuses: readonly ContainerStatus[] | undefined): number {
  return Math.max(0, ...(statuses ?? []).map(({ restartCount }) => restartCount))
}

function compare(a: Candidate, b: Candidate): number {
  return (
    a.assigned - b.assigned ||
    a.phase - b.phase ||
    a.ready - b.ready ||
    a.available - b.available ||
    a.cost - b.cost ||
    b.neighbours - a.neighbours ||
    youngerFirst(a.readyFor, b.readyFor, a, b) ||
    b.restarts - a.restarts ||
    b.sidecarRestarts - a.sidecarRestarts ||
    youngerFirst(a.age, b.age, a, b)
  )
}

/** Ages count by their order of magnitude only, so that not always the newest dies (feature LogarithmicScaleDown). */
function youngerFirst(left: Millis | undefined, right: Millis | undefined, a: Candidate, b: Candidate): number {
  if (left === undefined || right === undefined || left === right) return 0
  return magnitude(left) - magnitude(right) || compareKeys(a.pod.metadata.uid ?? '', b.pod.metadata.uid ?? '')
}

function magnitude(age: Millis): number {
  return age > 0 ? Math.floor(Math.log2(age * 1e6)) : -1
}
