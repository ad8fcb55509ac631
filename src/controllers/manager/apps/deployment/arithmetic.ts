/** How many pods a rollout may have more, and how many fewer (`pkg/controller/deployment/util/deployment_util.go`). */
import type { Deployment, ReplicaSet } from '../../../../model/objects/types.js'
import { annotatedMaxReplicas } from './annotations.js'

export function desiredReplicas(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1
}

export function desiredOf(set: ReplicaSet): number {
  return set.spec.replicas ?? 1
}

/** Pods the sets are meant to have. */
export function desiredInAll(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + desiredOf(set), 0)
}

export function sumOfStatus(
  sets: readonly ReplicaSet[],
  field: 'replicas' | 'readyReplicas' | 'availableReplicas',
): number {
  return sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0)
}

/**
 * Available pods of a set that will stay: a set that was told to shrink may still report those that it has not deleted
 * yet, and nobody may count on them.
 */
export function lastingAvailable(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + Math.min(set.status?.availableReplicas ?? 0, desiredOf(set)), 0)
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type !== 'Recreate'
}

/** Percentages of the surge round up, of the unavailable down; where both come to nothing one may be unavailable (`ResolveFenceposts`). */
export function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  const { maxSurge, maxUnavailable } = deployment.spec.strategy?.rollingUpdate ?? {}
  const desired = desiredReplicas(deployment)
  const surge = scaled(maxSurge ?? '25%', desired, Math.ceil)
  const unavailable = scaled(maxUnavailable ?? '25%', desired, Math.floor)
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable }
}

/** `intstr.GetScaledValueFromIntOrPercent`. */
function scaled(value: number | string, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value
  return round((Number.parseInt(value, 10) * total) / 100)
}

export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0
}

export function maxUnavailable(deployment: Deployment): number {
  const desired = desiredReplicas(deployment)
  if (!isRollingUpdate(deployment) || desired === 0) return 0
  return Math.min(fenceposts(deployment).unavailable, desired)
}

/** Pods the deployment may have at most, at any instant. */
export function maxReplicas(deployment: Deployment): number {
  return desiredReplicas(deployment) + maxSurge(deployment)
}

/** Pods the sets have or are going to have: what a set was told to give up still counts until it is deleted. */
function presentInAll(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + Math.max(desiredOf(set), set.status?.replicas ?? 0), 0)
}

/** The size the newest set may grow to now (`NewRSNewReplicas`, but strict at every instant: see presentInAll). */
export function newSetSize(deployment: Deployment, all: readonly ReplicaSet[], currentSize: number): number {
  const desired = desiredReplicas(deployment)
  if (!isRollingUpdate(deployment)) return desired
  const room = maxReplicas(deployment) - presentInAll(all)
  return room <= 0 ? currentSize : currentSize + Math.min(room, desired - currentSize)
}

/** A set's share of the replicas to add (negative: to take away), by its size among all (`GetReplicaSetProportion`). */
export function proportion(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  if (desiredOf(set) === 0 || toAdd === 0 || toAdd === added) return 0
  const fraction = fractionOf(deployment, set)
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added)
}

function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  if (desiredReplicas(deployment) === 0) return -desiredOf(set)
  const before = annotatedMaxReplicas(set) || deployment.status?.replicas || 0
  if (before === 0) return 0
  return Math.round((desiredOf(set) * maxReplicas(deployment)) / before) - desiredOf(set)
}
