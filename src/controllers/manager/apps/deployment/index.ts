/**
 * The deployment loop: which replica sets there are and how large they are (`pkg/controller/deployment`). Arithmetic,
 * revisions, scaling, the two strategies and the status each have their file; pods are the replica set loop's business.
 */
import { keyOf, type Millis, type ObjectKey, objectKey } from '../../../../model/objects/object.js'
import type { Deployment, ReplicaSet } from '../../../../model/objects/types.js'
import { selectorOf } from '../../../../model/selectors/label-selectors.js'
import type { Controller, World } from '../../../machinery/controller.js'
import { claim, controllerOf, type OwnerKind, ownersToWake } from '../../../machinery/ownership.js'
import { isRollingUpdate } from './arithmetic.js'
import { cleanUpHistory, syncNewest } from './revisions.js'
import { conditionOf, newCondition, type Rollout, updateDeployment, withCondition } from './rollout.js'
import { scale, wasScaled } from './scaling.js'
import { hasDeadline, nextAttempt, nextCheck, syncRolloutStatus, syncStatus } from './status.js'
import { recreate, rollForward } from './strategies.js'

const deployments: OwnerKind<Deployment> = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  resource: 'deployments',
  selector: ({ spec }) => selectorOf(spec.selector),
}
const replicaSets = { kind: 'ReplicaSet', resource: 'replicasets' }

export const deploymentController: Controller = {
  name: 'deployment',
  watches: {
    deployments: (changed) => [keyOf('deployments', changed)],
    replicasets: (changed, world, previous) => ownersToWake(deployments, changed, world, previous),
    pods: (changed, world) => (world.get(keyOf('pods', changed)) === undefined ? recreating(changed, world) : []),
  },
  reconcile(key, world) {
    const deployment = world.get<Deployment>(key)
    if (deployment === undefined) return undefined
    const sets = claim<ReplicaSet>(deployment, selectorOf(deployment.spec.selector), replicaSets, world)
    return sync({ world, deployment, sets })
  },
}

/** A deployment that waits for its last old pod to be gone. */
function recreating(pod: Parameters<typeof controllerOf>[0], world: World): ObjectKey[] {
  const namespace = pod.metadata.namespace ?? ''
  const above = (child: Parameters<typeof controllerOf>[0], { kind, resource }: { kind: string; resource: string }) => {
    const reference = controllerOf(child)
    return reference?.kind === kind ? world.get(objectKey(resource, namespace, reference.name)) : undefined
  }
  const set = above(pod, replicaSets)
  const deployment = set === undefined ? undefined : (above(set, deployments) as Deployment | undefined)
  return deployment === undefined || isRollingUpdate(deployment) ? [] : [keyOf('deployments', deployment)]
}

/** `syncDeployment`: a deployment is deleted, paused, scaled or rolled, and only one of these at a time. */
function sync(rollout: Rollout): { after: Millis } | undefined {
  if (rollout.deployment.metadata.deletionTimestamp !== undefined) {
    syncNewest(rollout, { create: false })
    syncStatus(rollout)
    return undefined
  }
  notePause(rollout)
  syncNewest(rollout, { create: false })
  if (rollout.deployment.spec.paused === true || wasScaled(rollout)) {
    scale(rollout)
    if (rollout.deployment.spec.paused === true) cleanUpHistory(rollout)
    syncStatus(rollout)
    return undefined
  }
  const done = isRollingUpdate(rollout.deployment) ? rollForward(rollout) : recreate(rollout)
  syncRolloutStatus(rollout)
  return done ? nextCheck(rollout) : nextAttempt(rollout)
}

/** A pause stops the clock of the progress deadline, the end of the pause starts it anew (`checkPausedConditions`). */
function notePause(rollout: Rollout): void {
  const { deployment, world } = rollout
  const progress = conditionOf(deployment.status, 'Progressing')
  const paused = deployment.spec.paused === true
  if (!hasDeadline(deployment) || progress?.reason === 'ProgressDeadlineExceeded') return
  if (paused === (progress?.reason === 'DeploymentPaused')) return
  const condition = paused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', world.now)
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', world.now)
  updateDeployment(rollout, { ...deployment, status: withCondition(deployment.status ?? {}, condition) })
}
