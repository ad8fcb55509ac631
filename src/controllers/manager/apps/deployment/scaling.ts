/** Changing the sizes of replica sets (`pkg/controller/deployment/sync.go`). */

import type { ReplicaSet } from '../../../../model/objects/types.js'
import { deepEqual } from '../../../../model/values/json-values.js'
import { annotatedDesiredReplicas, withSizes } from './annotations.js'
import { desiredInAll, desiredOf, desiredReplicas, isRollingUpdate, maxReplicas, proportion } from './arithmetic.js'
import { isActive, newestSet, olderFirst, oldSets, type Rollout, scalingEvent, updateSet } from './rollout.js'

/** Gives a set its new size, and writes on it what the deployment wanted at that time. Tells whether the size changed. */
export function scaleSet(rollout: Rollout, set: ReplicaSet, size: number): boolean {
  const { deployment } = rollout
  const annotations = withSizes(set.metadata.annotations, desiredReplicas(deployment), maxReplicas(deployment))
  const before = desiredOf(set)
  if (before === size && deepEqual(annotations, set.metadata.annotations)) return false
  updateSet(rollout, { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas: size } })
  if (before === size) return false
  const direction = before < size ? 'up' : 'down'
  scalingEvent(rollout, `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${size}`)
  return true
}

/** The same where only a change of size counts (`scaleReplicaSetAndRecordEvent`). */
export function resizeSet(rollout: Rollout, set: ReplicaSet, size: number): boolean {
  return desiredOf(set) !== size && scaleSet(rollout, set, size)
}

/**
 * Whether somebody scaled the deployment since its sets were last sized: then they are scaled before they are rolled.
 * Several active sets of a deployment that recreates (adopted ones) have no sizes to keep: they go, whatever its size is.
 */
export function wasScaled({ deployment, sets }: Rollout): boolean {
  const active = sets.filter(isActive)
  if (active.length > 1 && !isRollingUpdate(deployment)) return false
  return active.some((set) => {
    const before = annotatedDesiredReplicas(set)
    return before !== undefined && before !== desiredReplicas(deployment)
  })
}

/**
 * Brings the sets to the deployment's new size without touching their templates. In the middle of a rollout every set
 * gets its share, so that a scale-up does not bet on a template that may be bad.
 */
export function scale(rollout: Rollout): void {
  const { deployment } = rollout
  const newest = newestSet(rollout)
  const only = onlyActiveOrLatest(rollout)
  if (only !== undefined) {
    resizeSet(rollout, only, desiredReplicas(deployment))
  } else if (newest !== undefined && isSaturated(rollout, newest)) {
    for (const set of oldSets(rollout).filter(isActive)) resizeSet(rollout, set, 0)
  } else if (isRollingUpdate(deployment)) {
    scaleProportionally(rollout)
  }
}

/** The one set that has pods, or where none has, the newest; undefined when several have (`FindActiveOrLatest`). */
function onlyActiveOrLatest(rollout: Rollout): ReplicaSet | undefined {
  const old = oldSets(rollout).sort(olderFirst).reverse()
  const newest = newestSet(rollout)
  const active = [...old, ...(newest === undefined ? [] : [newest])].filter(isActive)
  return active.length > 1 ? undefined : (active[0] ?? newest ?? old[0])
}

/** Whether the newest set has, and had been given, all that is wanted. */
function isSaturated({ deployment }: Rollout, set: ReplicaSet): boolean {
  const desired = desiredReplicas(deployment)
  return (
    desiredOf(set) === desired &&
    annotatedDesiredReplicas(set) === desired &&
    (set.status?.availableReplicas ?? 0) === desired
  )
}

function scaleProportionally(rollout: Rollout): void {
  const { deployment } = rollout
  const active = rollout.sets.filter(isActive)
  const allowed = desiredReplicas(deployment) > 0 ? maxReplicas(deployment) : 0
  const toAdd = allowed - desiredInAll(active)
  const bySize = [...active].sort(
    (a, b) => desiredOf(b) - desiredOf(a) || (toAdd > 0 ? olderFirst(b, a) : olderFirst(a, b)),
  )
  let added = 0
  const sizes = bySize.map((set) => {
    const share = proportion(deployment, set, toAdd, added)
    added += share
    return desiredOf(set) + share
  })
  bySize.forEach((set, index) => {
    // What rounding left over goes to the largest.
    const leftover = index === 0 ? toAdd - added : 0
    scaleSet(rollout, set, Math.max((sizes[index] ?? 0) + leftover, 0))
  })
}
