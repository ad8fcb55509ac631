/** How a new template replaces the old: `rolling.go` and `recreate.go` of `pkg/controller/deployment`. */
import { isPodTerminal } from '../../../../model/objects/pods.js'
import type { Pod, ReplicaSet } from '../../../../model/objects/types.js'
import { ownedObjects } from '../../../machinery/ownership.js'
import {
  desiredInAll,
  desiredOf,
  desiredReplicas,
  lastingAvailable,
  maxUnavailable,
  newSetSize,
  sumOfStatus,
} from './arithmetic.js'
import { cleanUpHistory, syncNewest } from './revisions.js'
import { isActive, newestSet, olderFirst, oldSets, type Rollout } from './rollout.js'
import { resizeSet } from './scaling.js'
import { isComplete } from './status.js'

/**
 * One step of a rolling update: grow the newest set, or else shrink the others, or else tidy up. False when the newest
 * set could not be made.
 */
export function rollForward(rollout: Rollout): boolean {
  if (!syncNewest(rollout, { create: true })) return false
  if (!growNewest(rollout) && !shrinkOld(rollout)) cleanUpHistory(rollout)
  return true
}

function growNewest(rollout: Rollout): boolean {
  const newest = newestSet(rollout)
  if (newest === undefined) return false
  const desired = desiredReplicas(rollout.deployment)
  const size = desiredOf(newest)
  if (size >= desired) return resizeSet(rollout, newest, desired)
  return resizeSet(rollout, newest, newSetSize(rollout.deployment, rollout.sets, size))
}

/**
 * Takes pods from the old sets: as many as the newest set's available pods make dispensable, and of those first the ones
 * that do not work anyway.
 */
function shrinkOld(rollout: Rollout): boolean {
  const newest = newestSet(rollout)
  const old = () => oldSets(rollout).filter(isActive).sort(olderFirst)
  if (newest === undefined || desiredInAll(old()) === 0) return false
  const minAvailable = desiredReplicas(rollout.deployment) - maxUnavailable(rollout.deployment)
  const newUnavailable = desiredOf(newest) - (newest.status?.availableReplicas ?? 0)
  const dispensable = desiredInAll(rollout.sets) - minAvailable - newUnavailable
  if (dispensable <= 0) return false
  const unhealthy = takeAway(rollout, old(), dispensable, (set) =>
    Math.max(desiredOf(set) - (set.status?.availableReplicas ?? 0), 0),
  )
  const surplus = lastingAvailable(rollout.sets) - minAvailable
  const healthy = takeAway(rollout, old(), surplus, desiredOf)
  return unhealthy + healthy > 0
}

/** Shrinks the sets in turn, each by what it can give, until the budget is used up. Tells how many pods that were. */
function takeAway(
  rollout: Rollout,
  sets: readonly ReplicaSet[],
  budget: number,
  available: (set: ReplicaSet) => number,
): number {
  let taken = 0
  for (const set of sets) {
    const share = Math.min(available(set), budget - taken)
    if (share <= 0) continue
    resizeSet(rollout, set, desiredOf(set) - share)
    taken += share
  }
  return taken
}

/**
 * One step of `Recreate`: all old pods go, and only when the last of them is gone the new ones come. False when the
 * newest set could not be made.
 */
export function recreate(rollout: Rollout): boolean {
  const active = oldSets(rollout).filter(isActive)
  for (const set of active) resizeSet(rollout, set, 0)
  if (active.length > 0 || oldPodsRun(rollout)) return true
  if (!syncNewest(rollout, { create: true })) return false
  const newest = newestSet(rollout)
  if (newest !== undefined) resizeSet(rollout, newest, desiredReplicas(rollout.deployment))
  if (isComplete(rollout.deployment, rollout.deployment.status)) cleanUpHistory(rollout)
  return true
}

function oldPodsRun(rollout: Rollout): boolean {
  const old = oldSets(rollout)
  if (sumOfStatus(old, 'replicas') > 0) return true
  return old.some((set) =>
    ownedObjects<Pod>(set, { kind: 'Pod', resource: 'pods' }, rollout.world).some((pod) => !isPodTerminal(pod)),
  )
}
