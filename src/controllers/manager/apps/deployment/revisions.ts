/** The newest replica set and the history behind it (`getNewReplicaSet`, `cleanupDeployment` of `sync.go`). */
import { ApiError } from '../../../../api/contract/errors.js'
import { keyOf } from '../../../../model/objects/object.js'
import type { ReplicaSet } from '../../../../model/objects/types.js'
import { templateHash } from '../../../../model/values/hash.js'
import { deepEqual } from '../../../../model/values/json-values.js'
import { controllerReference } from '../../../machinery/ownership.js'
import { isNamespaceTerminating } from '../replicas.js'
import { newestAnnotations, revisionAnnotation, revisionOf, withSizes } from './annotations.js'
import { desiredOf, desiredReplicas, maxReplicas, newSetSize } from './arithmetic.js'
import {
  type Condition,
  component,
  conditionOf,
  hashLabel,
  newCondition,
  newestSet,
  olderFirst,
  oldSets,
  type Rollout,
  scalingEvent,
  updateDeployment,
  updateSet,
  withCondition,
} from './rollout.js'
import { hasDeadline } from './status.js'

/**
 * Finds the set of the deployment's template, makes it if it is wanted and missing, and agrees with it on the revision.
 * False when it could not be made.
 */
export function syncNewest(rollout: Rollout, { create }: { create: boolean }): boolean {
  const latest = oldSets(rollout).reduce((most, set) => (revisionOf(set) > most ? revisionOf(set) : most), 0n)
  const revision = BigInt.asIntN(64, latest + 1n)
  const newest = newestSet(rollout)
  if (newest === undefined) return !create || createNewest(rollout, revision)
  const { metadata, spec } = newest
  const { minReadySeconds: _, ...impatient } = spec
  const annotations = newestAnnotations(rollout.deployment, metadata.annotations, revision)
  const minReadySeconds = rollout.deployment.spec.minReadySeconds ?? 0
  const asPatient = (spec.minReadySeconds ?? 0) === minReadySeconds
  const set =
    asPatient && deepEqual(annotations, metadata.annotations ?? {})
      ? newest
      : updateSet(rollout, {
          ...newest,
          metadata: { ...metadata, annotations },
          spec: asPatient ? spec : { ...impatient, ...(minReadySeconds === 0 ? {} : { minReadySeconds }) },
        })
  const found = conditionOf(rollout.deployment.status, 'Progressing') === undefined
  agree(
    rollout,
    revisionOf(set),
    found ? condition(rollout, 'FoundNewReplicaSet', `Found new replica set "${metadata.name}"`) : undefined,
  )
  return true
}

function condition(rollout: Rollout, reason: string, message: string, status = 'True'): Condition {
  return newCondition('Progressing', status, reason, message, rollout.world.now)
}

/** Writes the revision on the deployment, and how it came by its newest set, if it cares for progress at all. */
function agree(rollout: Rollout, revision: bigint, progress: Condition | undefined): void {
  const { deployment } = rollout
  const { metadata } = deployment
  const annotations = { ...metadata.annotations, [revisionAnnotation]: String(revision) }
  const status =
    progress === undefined || !hasDeadline(deployment)
      ? deployment.status
      : withCondition(deployment.status ?? {}, progress)
  const same = metadata.annotations?.[revisionAnnotation] === String(revision) && status === deployment.status
  if (!same) updateDeployment(rollout, { ...deployment, metadata: { ...metadata, annotations }, status })
}

function createNewest(rollout: Rollout, revision: bigint): boolean {
  const draft = newSet(rollout, revision)
  try {
    rollout.sets = [...rollout.sets, rollout.world.create<ReplicaSet>('replicasets', draft)]
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    refused(rollout, draft, error)
    return false
  }
  const { name } = draft.metadata
  const size = desiredOf(draft)
  if (size > 0) scalingEvent(rollout, `Scaled up replica set ${name} from 0 to ${size}`)
  agree(rollout, revision, condition(rollout, 'NewReplicaSetCreated', `Created new replica set "${name}"`))
  return true
}

function newSet({ deployment, sets }: Rollout, revision: bigint): ReplicaSet {
  const { metadata, spec, status } = deployment
  const collisions = status?.collisionCount
  // Go hashes the struct, whose creationTimestamp is empty whether or not it is written out as null (since 1.34 it is not).
  const template = { ...spec.template, metadata: { ...spec.template.metadata, creationTimestamp: null } }
  const hash = templateHash(collisions === undefined ? template : { ...template, collisions })
  const labels = { ...spec.template.metadata?.labels, [hashLabel]: hash }
  const annotations = newestAnnotations(deployment, undefined, revision)
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name.slice(0, 253 - hash.length - 1)}-${hash}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels,
      annotations: withSizes(annotations, desiredReplicas(deployment), maxReplicas(deployment)),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newSetSize(deployment, sets, 0),
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [hashLabel]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
    status: { replicas: 0 },
  }
}

/** A name that is taken is a collision of hashes: the next attempt hashes with a higher count. All else is reported. */
function refused(rollout: Rollout, draft: ReplicaSet, error: ApiError): void {
  const { deployment, world } = rollout
  if (isNamespaceTerminating(error)) return
  if (error.reason === 'AlreadyExists') {
    const collisionCount = (deployment.status?.collisionCount ?? 0) + 1
    updateDeployment(rollout, { ...deployment, status: { ...deployment.status, collisionCount } })
    return
  }
  const message = `Failed to create new replica set "${draft.metadata.name}": ${error.message}`
  const reason = 'ReplicaSetCreateError'
  if (hasDeadline(deployment)) {
    const status = withCondition(deployment.status ?? {}, condition(rollout, reason, message, 'False'))
    if (status !== deployment.status) updateDeployment(rollout, { ...deployment, status })
  }
  world.event({ about: rollout.deployment, type: 'Warning', reason, message, source: component })
}

/** Old sets that have nothing left to run, oldest revisions first, are deleted down to `revisionHistoryLimit`. */
export function cleanUpHistory(rollout: Rollout): void {
  const limit = rollout.deployment.spec.revisionHistoryLimit
  if (limit === undefined || limit === null) return
  const alive = oldSets(rollout).filter((set) => set.metadata.deletionTimestamp === undefined)
  const byRevision = alive.sort((a, b) => Number(revisionOf(a) - revisionOf(b)) || olderFirst(a, b))
  for (const set of byRevision.slice(0, Math.max(0, byRevision.length - limit))) {
    const { generation = 0 } = set.metadata
    const busy = desiredOf(set) !== 0 || (set.status?.replicas ?? 0) !== 0
    if (busy || generation > (set.status?.observedGeneration ?? 0)) continue
    rollout.world.remove(keyOf('replicasets', set))
    rollout.sets = rollout.sets.filter((each) => each !== set)
  }
}
