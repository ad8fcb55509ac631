/**
 * The scheduler: which node a pod goes to. Filters and scores are kube-scheduler's default profile; what they need to
 * know of the cluster is counted once a batch (snapshot) and once a class of like pods (scheduling class).
 *
 * Not here: anything a pod does once it is bound (kubelet), and who may evict it (node life cycle).
 */

import { type Instant, type KubeObject, keyOf, type ObjectKey } from '../../model/objects/object.js'
import { isPodTerminal, podCondition } from '../../model/objects/pods.js'
import { instantOf, timestamp } from '../../model/objects/time.js'
import type { Node, Pod, PodCondition } from '../../model/objects/types.js'
import { deepEqual } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import type { Index } from '../../store/store.js'
import type { Controller, World } from '../machinery/controller.js'
import { observed } from '../machinery/observed-generation.js'
import { startBatch } from './batch.js'

/** Pods that nothing is known to keep off the nodes. */
const ACTIVE: ObjectKey = 'scheduler/active'
/** Pods that fitted nowhere, to be tried again since something has moved. */
const MOVED: ObjectKey = 'scheduler/moved'
/** Pods that fitted nowhere, told again from time to time. */
const WAITING: ObjectKey = 'scheduler/waiting'

/** `DefaultPodInitialBackoffDuration`. */
const BACK_OFF = 1000
/** `DefaultPodMaxInUnschedulablePodsDuration`. */
const RETRY_PERIOD = 5 * 60_000
const SCHEDULER = 'default-scheduler'
/**
 * How many pods one look at the queue binds, and of how many that fit nowhere it tells that. kube-scheduler takes one at a time;
 * here a look at the whole cluster is made for all of them, and others have their turn in between.
 */
const BATCH = 100

/** Pods without a node, by what the scheduler has found so far: `active`, `waiting`, `waiting for others`. */
const pendingPods: Index = {
  name: 'pods to schedule',
  resource: 'pods',
  values: (pod) => (isPending(pod as Pod) ? findings(pod as Pod) : []),
}

function findings(pod: Pod): string[] {
  if (!isWaiting(pod)) return ['active']
  return looksAtOthers(pod) ? ['waiting', 'waiting for others'] : ['waiting']
}

function isPending(pod: Pod): boolean {
  return (
    !pod.spec.nodeName &&
    pod.metadata.deletionTimestamp === undefined &&
    !isPodTerminal(pod) &&
    (pod.spec.schedulerName ?? SCHEDULER) === SCHEDULER &&
    (pod.spec.schedulingGates ?? []).length === 0
  )
}

function isWaiting(pod: Pod): boolean {
  const scheduled = podCondition(pod, 'PodScheduled')
  return scheduled?.status === 'False' && scheduled.reason === 'Unschedulable'
}

export const scheduler: Controller = {
  name: 'scheduler',
  component: 'kube-scheduler',
  watches: {
    pods: (changed, world, previous) => keysForPod(changed as Pod, world, previous as Pod | undefined),
    nodes: (changed, world, previous) => {
      if (previous !== undefined && !hasMoved(changed as Node, previous as Node)) return []
      return world.select(pendingPods, 'waiting').length > 0 ? [MOVED] : []
    },
  },
  reconcile(key, world) {
    if (key === ACTIVE) {
      return schedule(world.select<Pod>(pendingPods, 'active'), world)
    }
    const waiting = world.select<Pod>(pendingPods, 'waiting')
    return key === MOVED ? retry(waiting, world) : recordAgain(waiting, world)
  },
}

function keysForPod(pod: Pod, world: World, previous: Pod | undefined): ObjectKey[] {
  if (isPending(pod)) {
    if (!isWaiting(pod)) return [ACTIVE]
    const edited =
      previous !== undefined &&
      !(deepEqual(pod.spec, previous.spec) && deepEqual(pod.metadata.labels, previous.metadata.labels))
    return edited ? [MOVED] : [WAITING]
  }
  const waiting = world.select<Pod>(pendingPods, 'waiting')
  if (waiting.length === 0) return []
  const makesRoom = isPodTerminal(pod) || world.get(keyOf('pods', pod)) === undefined
  if (makesRoom || world.select(pendingPods, 'waiting for others').length > 0) return [MOVED]
  return []
}

/** Whether other pods can make it fit by being there. */
function looksAtOthers({ spec }: Pod): boolean {
  return spec.topologySpreadConstraints !== undefined || spec.affinity?.podAffinity !== undefined
}

function hasMoved(node: Node, previous: Node): boolean {
  return (
    node.spec.unschedulable !== previous.spec.unschedulable ||
    !deepEqual(node.spec.taints, previous.spec.taints) ||
    !deepEqual(node.metadata.labels, previous.metadata.labels) ||
    !deepEqual(node.status?.allocatable, previous.status?.allocatable)
  )
}

function retry(waiting: readonly Pod[], world: World): { after: number } | undefined {
  const due: Pod[] = []
  let next = Number.POSITIVE_INFINITY
  for (const pod of waiting) {
    const since = failedSince(pod, world.now)
    if (since + BACK_OFF <= world.now) due.push(pod)
    else next = Math.min(next, since + BACK_OFF - world.now)
  }
  const again = schedule(due, world)
  return again ?? (next === Number.POSITIVE_INFINITY ? undefined : { after: next })
}

/**
 * Pods that have waited for long are tried again every few minutes. Since whatever could change the verdict has woken
 * them before, all that comes of it is the event.
 */
function recordAgain(waiting: readonly Pod[], world: World): { after: number } | undefined {
  let next = Number.POSITIVE_INFINITY
  let told = 0
  for (const pod of waiting) {
    const waited = Math.max(0, world.now - failedSince(pod, world.now))
    const again = waited > 0 && waited % RETRY_PERIOD === 0 && told++ < BATCH
    if (again) recordFailure(pod, podCondition(pod, 'PodScheduled')?.message, world)
    next = Math.min(next, RETRY_PERIOD - (waited % RETRY_PERIOD))
  }
  return waiting.length === 0 ? undefined : { after: next }
}

/** Its condition tells, unless somebody else has written that: kube-scheduler itself remembers it. */
function failedSince(pod: Pod, now: Instant): Instant {
  const since = instantOf(podCondition(pod, 'PodScheduled')?.lastTransitionTime ?? undefined)
  return since <= now ? since : instantOf(pod.metadata.creationTimestamp)
}

/** The scheduling cycle, in the queue's order: by priority, then by age. Comes again for those who have had no turn yet. */
function schedule(pods: readonly Pod[], world: World): { after: number } | undefined {
  if (pods.length === 0) return undefined
  const batch = startBatch(world)
  let bound = 0
  let failed = 0
  for (const pod of [...pods].sort(queueOrder)) {
    if (bound === BATCH) return { after: 0 }
    const outcome = batch.schedule(pod)
    if ('node' in outcome) {
      bound++
      world.bind(keyOf('pods', pod), outcome.node)
      const message = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${outcome.node}`
      recordEvent(pod, 'Normal', 'Scheduled', 'Binding', message, world)
    } else if (failed++ < BATCH) {
      recordFailure(pod, outcome.failure, world)
      markUnschedulable(pod, outcome.failure, world)
    } else if (!isWaiting(pod)) return { after: 0 }
  }
  return undefined
}

function queueOrder(a: Pod, b: Pod): number {
  return (
    (b.spec.priority ?? 0) - (a.spec.priority ?? 0) ||
    compareKeys(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
    Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion)
  )
}

function markUnschedulable(pod: Pod, message: string, world: World): void {
  const previous = podCondition(pod, 'PodScheduled')
  const unchanged = previous?.status === 'False'
  if (unchanged && previous.message === message && previous.reason === 'Unschedulable') return
  const condition: PodCondition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null as never,
    lastTransitionTime: unchanged && previous.lastTransitionTime ? previous.lastTransitionTime : timestamp(world.now),
    ...observed(pod, world),
    reason: 'Unschedulable',
    message,
  }
  const conditions = [...(pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled'), condition]
  world.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, conditions } })
}

function recordFailure(pod: Pod, message: string | undefined, world: World): void {
  recordEvent(pod, 'Warning', 'FailedScheduling', 'Scheduling', message ?? '', world)
}

function recordEvent(
  about: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  action: string,
  message: string,
  world: World,
): void {
  world.event({ about, type, reason, action, message, source: SCHEDULER, host: 'control-plane' })
}
