/**
 * The engine behind replica sets and replication controllers: keep a number of pods of one template
 * (`pkg/controller/replicaset/replica_set.go`, which serves both as well).
 */
import { ApiError } from '../../../api/contract/errors.js'
import { type Instant, keyOf, type Millis } from '../../../model/objects/object.js'
import { isPodActive, isPodAvailable, isPodReady, isPodTerminal, readySince } from '../../../model/objects/pods.js'
import { instantOf, timestamp } from '../../../model/objects/time.js'
import type { Pod, PodTemplate, ReplicaSet, ReplicationController } from '../../../model/objects/types.js'
import { matchesLabels, selectorFromSet } from '../../../model/selectors/label-selectors.js'
import { deepEqual } from '../../../model/values/json-values.js'
import type { Index } from '../../../store/store.js'
import type { Controller, World } from '../../machinery/controller.js'
import {
  claim,
  controllerOf,
  controllerReference,
  type OwnerKind,
  ownedByUid,
  ownersToWake,
} from '../../machinery/ownership.js'
import { retryAfter } from '../../machinery/retry.js'
import { firstToDelete } from './replicas-ranking.js'

type Owner = ReplicaSet | ReplicationController

export interface ReplicasKind<T extends Owner> extends OwnerKind<T> {
  /** The loop's name, as `--disable` knows it. */
  readonly name: string
  /** The component that its events come from. */
  readonly component: string
  /** Its status counts the pods that are on their way out. */
  readonly countsTerminating?: true
}

/** What went wrong when pods were made or deleted. */
interface Failure {
  readonly reason: 'FailedCreate' | 'FailedDelete'
  readonly message: string
}

const pods = { kind: 'Pod', resource: 'pods' }

/**
 * How many pods one look makes or deletes; those that it makes are a reason to look again. Upstream (`BurstReplicas`) it is 500,
 * and others have their turn meanwhile.
 */
const BURST = 100
/**
 * How many pods may be without a node in the whole cluster. In a real one they go on until etcd is full, and then nothing can be
 * written any more; here so many make a state file of some 20 MB, which each save writes.
 */
const MOST_WITHOUT_NODE = 5_000

const withoutNode: Index = {
  name: 'pods without a node',
  resource: 'pods',
  values: (pod) => ((pod as Pod).spec.nodeName || isPodTerminal(pod as Pod) ? [] : ['']),
}

/** The control loop for one kind of object that keeps replicas. */
export function replicasController<T extends Owner>(kind: ReplicasKind<T>): Controller {
  return {
    name: kind.name,
    watches: {
      [kind.resource]: (changed) => [keyOf(kind.resource, changed)],
      pods: (changed, world, previous) => ownersToWake(kind, changed, world, previous),
    },
    reconcile(key, world) {
      const owner = world.get<T>(key)
      if (owner === undefined) return undefined
      const active = claim<Pod>(owner, kind.selector(owner), pods, world, isPodActive)
      const failure = owner.metadata.deletionTimestamp === undefined ? manage(kind, owner, active, world) : undefined
      const status = { ...statusOf(owner, active, failure, world.now), ...terminatingReplicas(kind, owner, world) }
      if (!deepEqual(status, owner.status)) world.updateStatus<T>(kind.resource, { ...owner, status })
      return nextLook(owner, active, status, world.now)
    },
  }
}

/** Makes or deletes pods until there are as many as wanted. */
function manage<T extends Owner>(
  kind: ReplicasKind<T>,
  owner: T,
  active: readonly Pod[],
  world: World,
): Failure | undefined {
  const missing = (owner.spec.replicas ?? 1) - active.length
  if (missing > 0) return createPods(kind, owner, Math.min(missing, BURST), world)
  if (missing === 0) return undefined
  const family = { related: relatedPods(owner, active, world), minReadySeconds: owner.spec.minReadySeconds ?? 0 }
  const doomed = firstToDelete(active, family, Math.min(-missing, BURST), world.now)
  return deletePods(kind, owner, doomed, world)
}

/**
 * Makes pods in batches of 1, 2, 4, …, and gives up after a batch in which one was refused: a quota that is used up
 * costs one attempt then, not a thousand (`slowStartBatch`).
 */
function createPods<T extends Owner>(
  kind: ReplicasKind<T>,
  owner: T,
  count: number,
  world: World,
): Failure | undefined {
  const draft = podFrom(owner)
  const room = MOST_WITHOUT_NODE - world.select(withoutNode, '').length
  let failure: Failure | undefined
  for (let made = 0, batch = 1; made < count && failure === undefined; batch *= 2) {
    if (made >= room) return refused(kind, owner, noRoom, world)
    const size = Math.min(batch, count - made, room - made)
    for (let i = 0; i < size; i++) failure = createPod(kind, owner, draft, world) ?? failure
    made += size
  }
  return failure
}

const noRoom = `kubesim does not keep more than ${MOST_WITHOUT_NODE} pods that no node has room for`

function refused<T extends Owner>(kind: ReplicasKind<T>, owner: T, message: string, world: World): Failure {
  record(kind, owner, 'FailedCreate', `Error creating: ${message}`, world)
  return { reason: 'FailedCreate', message }
}

function createPod<T extends Owner>(kind: ReplicasKind<T>, owner: T, draft: Pod, world: World): Failure | undefined {
  try {
    const pod = world.create<Pod>('pods', draft)
    record(kind, owner, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`, world)
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (isNamespaceTerminating(error)) return undefined
    return refused(kind, owner, error.message, world)
  }
}

/** A namespace on its way out takes no new content; that is no failure. */
export function isNamespaceTerminating(error: ApiError): boolean {
  return error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false
}

/** `controller.GetPodFromTemplate`. */
function podFrom(owner: Owner): Pod {
  const { metadata, spec } = (owner.spec.template ?? {}) as PodTemplate
  const { labels, annotations, finalizers } = metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    spec,
  } as unknown as Pod
}

function deletePods<T extends Owner>(
  kind: ReplicasKind<T>,
  owner: T,
  doomed: readonly Pod[],
  world: World,
): Failure | undefined {
  let failure: Failure | undefined
  for (const pod of doomed) {
    try {
      world.remove(keyOf('pods', pod))
      record(kind, owner, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, world)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      record(kind, owner, 'FailedDelete', `Error deleting: ${error.message}`, world)
      failure ??= { reason: 'FailedDelete', message: error.message }
    }
  }
  return failure
}

function record<T extends Owner>(kind: ReplicasKind<T>, about: T, reason: string, message: string, world: World): void {
  const type = reason.startsWith('Failed') ? 'Warning' : 'Normal'
  world.event({ about, type, reason, message, source: kind.component })
}

/** The active pods of all that share the owner's controller: of every replica set of its deployment. */
function relatedPods(owner: Owner, own: readonly Pod[], world: World): readonly Pod[] {
  const above = controllerOf(owner)
  if (above === undefined) return own
  const siblings = ownedByUid(above.uid, owner.kind, world)
  return siblings.flatMap((sibling) =>
    sibling.metadata.uid === owner.metadata.uid
      ? own
      : ownedByUid<Pod>(sibling.metadata.uid ?? '', pods.kind, world).filter(isPodActive),
  )
}

/** `calculateStatus` of replica_set_utils.go. Counts of zero are left out, except that of the replicas. */
function statusOf(owner: Owner, active: readonly Pod[], failure: Failure | undefined, now: Instant): Owner['status'] {
  const minReadySeconds = owner.spec.minReadySeconds ?? 0
  const template = selectorFromSet(owner.spec.template?.metadata?.labels)
  const count = (matches: (pod: Pod) => boolean) => active.filter(matches).length
  const fullyLabeledReplicas = count((pod) => matchesLabels(template, pod.metadata.labels))
  const readyReplicas = count(isPodReady)
  const availableReplicas = count((pod) => isPodAvailable(pod, minReadySeconds, now))
  const conditions = conditionsOf(owner, failure, now)
  return {
    replicas: active.length,
    ...(fullyLabeledReplicas === 0 ? {} : { fullyLabeledReplicas }),
    ...(readyReplicas === 0 ? {} : { readyReplicas }),
    ...(availableReplicas === 0 ? {} : { availableReplicas }),
    observedGeneration: owner.metadata.generation ?? 0,
    ...(conditions.length === 0 ? {} : { conditions }),
  }
}

function terminatingReplicas<T extends Owner>(kind: ReplicasKind<T>, owner: T, world: World) {
  if (kind.countsTerminating === undefined || !world.features('DeploymentReplicaSetTerminatingReplicas')) return {}
  const selector = kind.selector(owner)
  const terminating = ownedByUid<Pod>(owner.metadata.uid ?? '', pods.kind, world).filter(
    (pod) =>
      pod.metadata.deletionTimestamp !== undefined &&
      !isPodTerminal(pod) &&
      matchesLabels(selector, pod.metadata.labels),
  )
  return { terminatingReplicas: terminating.length }
}

function conditionsOf(owner: Owner, failure: Failure | undefined, now: Instant) {
  const present = owner.status?.conditions ?? []
  const known = present.some(({ type }) => type === 'ReplicaFailure')
  if (failure === undefined) return present.filter(({ type }) => type !== 'ReplicaFailure')
  if (known) return present
  return [...present, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: timestamp(now), ...failure }]
}

/** When to look again though nothing changes: a ready pod becomes available, or a refused one may be accepted now. */
function nextLook(
  owner: Owner,
  active: readonly Pod[],
  status: Owner['status'],
  now: Instant,
): { after: Millis } | undefined {
  const waits: Millis[] = []
  const failed = status.conditions?.find(({ type }) => type === 'ReplicaFailure')
  if (failed !== undefined) waits.push(retryAfter(instantOf(failed.lastTransitionTime), now))
  const minReady = (owner.spec.minReadySeconds ?? 0) * 1000
  if (minReady > 0 && status.readyReplicas !== status.availableReplicas) {
    for (const pod of active) {
      const since = readySince(pod)
      if (since !== undefined && since + minReady > now) waits.push(since + minReady - now)
    }
  }
  return waits.length === 0 ? undefined : { after: waits.reduce((least, wait) => Math.min(least, wait)) }
}
