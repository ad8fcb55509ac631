/** What a deployment says of itself: counts, availability and progress (`sync.go` and `progress.go`). */
import type { Instant, Millis } from '../../../../model/objects/object.js'
import { instantOf, instantOrZero } from '../../../../model/objects/time.js'
import type { Deployment, ReplicaSet } from '../../../../model/objects/types.js'
import { deepEqual } from '../../../../model/values/json-values.js'
import { retryAfter } from '../../../machinery/retry.js'
import { desiredInAll, desiredReplicas, maxUnavailable, sumOfStatus } from './arithmetic.js'
import {
  type Condition,
  conditionOf,
  newCondition,
  newestSet,
  type Rollout,
  updateDeployment,
  withCondition,
  withoutCondition,
} from './rollout.js'

type Status = Deployment['status']

/** A deadline of this many seconds, the largest there is, means none. */
const NO_DEADLINE = 2_147_483_647

export function hasDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== NO_DEADLINE
}

/** Counts and availability; progress is nobody's concern while a deployment is scaled or paused. */
export function syncStatus(rollout: Rollout): void {
  write(rollout, counted(rollout))
}

/** The same with the progress of the rollout, which has a deadline (`syncRolloutStatus`). */
export function syncRolloutStatus(rollout: Rollout): void {
  const { deployment, world } = rollout
  const newest = newestSet(rollout)
  const status = counted(rollout)
  const withProgress = hasDeadline(deployment)
    ? progressed(deployment, newest, status, world.now)
    : withoutCondition(status, 'Progressing')
  write(rollout, withFailure(withProgress, rollout, newest))
}

function write(rollout: Rollout, status: Status): void {
  if (!deepEqual(status, rollout.deployment.status)) updateDeployment(rollout, { ...rollout.deployment, status })
}

/** `calculateStatus`. Go leaves out what is zero. */
function counted(rollout: Rollout): Status {
  const { deployment, sets, world } = rollout
  const newest = newestSet(rollout)
  const availableReplicas = sumOfStatus(sets, 'availableReplicas')
  const { collisionCount, conditions } = deployment.status ?? {}
  const counts = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sumOfStatus(sets, 'replicas'),
    updatedReplicas: newest === undefined ? 0 : sumOfStatus([newest], 'replicas'),
    readyReplicas: sumOfStatus(sets, 'readyReplicas'),
    availableReplicas,
    unavailableReplicas: Math.max(0, desiredInAll(sets) - availableReplicas),
  }
  const status: Status = {
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
    ...(world.features('DeploymentReplicaSetTerminatingReplicas') ? terminatingReplicas(sets) : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  }
  const enough = availableReplicas >= desiredReplicas(deployment) - maxUnavailable(deployment)
  const available = enough
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', world.now)
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        world.now,
      )
  return withCondition(status, available)
}

/** None can be told while a set that has been looked at does not say (`GetTerminatingReplicaCountForReplicaSets`). */
function terminatingReplicas(sets: readonly ReplicaSet[]): { terminatingReplicas?: number } {
  const looked = sets.filter(({ status }) => status?.observedGeneration || status?.terminatingReplicas !== undefined)
  const counts = looked.map(({ status }) => status?.terminatingReplicas)
  if (counts.includes(undefined)) return {}
  return { terminatingReplicas: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) }
}

function progressed(deployment: Deployment, newest: ReplicaSet | undefined, status: Status, now: Instant): Status {
  const present = conditionOf(deployment.status, 'Progressing')
  const isOver =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && present?.reason === 'NewReplicaSetAvailable'
  if (isOver) return status
  const subject =
    newest === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newest.metadata.name}"`
  const say = (value: string, reason: string, what: string) =>
    newCondition('Progressing', value, reason, `${subject} ${what}.`, now)
  if (isComplete(deployment, status)) {
    return withCondition(status, say('True', 'NewReplicaSetAvailable', 'has successfully progressed'))
  }
  if (isProgressing(deployment.status, status)) {
    const condition = say('True', 'ReplicaSetUpdated', 'is progressing')
    return withCondition(withoutCondition(status, 'Progressing'), since(condition, present))
  }
  if (isTimedOut(deployment, present, now)) {
    return withCondition(status, say('False', 'ProgressDeadlineExceeded', 'has timed out progressing'))
  }
  return status
}

/** Progress renews the condition's update even where its reason stays; the transition is that of its status. */
function since(condition: Condition, present: Condition | undefined): Condition {
  if (present?.status !== condition.status || present.lastTransitionTime === undefined) return condition
  return { ...condition, lastTransitionTime: present.lastTransitionTime }
}

/** All pods are of the newest template, none too many, all available (`DeploymentComplete`). */
export function isComplete(deployment: Deployment, status: Status | undefined): boolean {
  const desired = desiredReplicas(deployment)
  return (
    (status?.updatedReplicas ?? 0) === desired &&
    (status?.replicas ?? 0) === desired &&
    (status?.availableReplicas ?? 0) === desired &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** More new pods, fewer old ones, more ready or more available (`DeploymentProgressing`). */
function isProgressing(before: Status | undefined, now: Status): boolean {
  const more = (field: 'updatedReplicas' | 'readyReplicas' | 'availableReplicas') =>
    (now[field] ?? 0) > (before?.[field] ?? 0)
  const old = (status: Status | undefined) => (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0)
  return more('updatedReplicas') || old(now) < old(before) || more('readyReplicas') || more('availableReplicas')
}

/** `DeploymentTimedOut`. */
function isTimedOut({ spec }: Deployment, progress: Condition | undefined, now: Instant): boolean {
  if (progress === undefined || progress.reason === 'NewReplicaSetAvailable') return false
  if (progress.reason === 'ProgressDeadlineExceeded') return true
  return instantOrZero(progress.lastUpdateTime) + (spec.progressDeadlineSeconds ?? 0) * 1000 < now
}

/** A failure to make pods is the deployment's as well; that of the newest set counts more (`getReplicaFailures`). */
function withFailure(status: Status, { sets }: Rollout, newest: ReplicaSet | undefined): Status {
  const failures = [...(newest === undefined ? [] : [newest]), ...sets].flatMap((set) =>
    (set.status?.conditions ?? []).filter(({ type }) => type === 'ReplicaFailure'),
  )
  const failure = failures[0]
  if (failure === undefined) return withoutCondition(status, 'ReplicaFailure')
  const { lastTransitionTime } = failure
  return withCondition(status, {
    ...failure,
    ...(lastTransitionTime === undefined ? {} : { lastUpdateTime: lastTransitionTime }),
  })
}

/** When to check a rollout that shows no sign of progress: a second after its deadline (`requeueStuckDeployment`). */
export function nextCheck({ deployment, world }: Rollout): { after: Millis } | undefined {
  const progress = conditionOf(deployment.status, 'Progressing')
  if (!hasDeadline(deployment) || progress === undefined || isComplete(deployment, deployment.status)) return undefined
  if (progress.reason === 'ProgressDeadlineExceeded') return undefined
  const deadline = instantOrZero(progress.lastUpdateTime) + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000
  return { after: Math.max(deadline - world.now, 0) + 1000 }
}

/** When to try again to make a set that was refused. */
export function nextAttempt({ deployment, world }: Rollout): { after: Millis } {
  const progress = conditionOf(deployment.status, 'Progressing')
  return { after: retryAfter(instantOf(progress?.lastUpdateTime), world.now) }
}
