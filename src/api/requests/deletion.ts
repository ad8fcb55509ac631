import { secondsLong } from '../../model/objects/duration.js'
import type { KubeObject, ObjectKey, ObjectMeta } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { instantOf, timestamp } from '../../model/objects/time.js'
import { deepClone, deepEqual } from '../../model/values/json-values.js'
import { admissionFor } from '../admission/admit.js'
import type { Kind } from '../contract/kind.js'
import { conflict, notFound } from '../contract/status-errors.js'
import type { Strategy } from '../contract/strategy.js'
import { UnansweredQuestion } from '../contract/unanswered-question.js'
import type { Core, DeleteRequest } from '../registry/core.js'
import { answer, ordered, resourceOf } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'

/** Finalizers by which the garbage collector is asked to deal with dependents first. */
export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

/**
 * Deletes an object, or marks it: grace periods and finalizers leave it in the store with a deletionTimestamp until
 * its owner confirms. After `rest.BeforeDelete` and the generic registry's `Delete`.
 */
export function remove(core: Core, resource: ServedResource, key: ObjectKey, asked: DeleteRequest): KubeObject {
  // Negative grace is as good as the shortest.
  const options = (asked.gracePeriodSeconds ?? 0) < 0 ? { ...asked, gracePeriodSeconds: 1 } : asked
  const { kind } = resource
  const { strategy } = core.partsOf(kind)
  const object = core.store.get(key)
  if (object === undefined) throw notFound(resourceOf(resource), key.slice(key.lastIndexOf('/') + 1))
  checkPreconditions(kind, object, options)
  admitDeletion(core, resource, { key, object }, options)

  const grace = graceOf(core, strategy, object, options)
  if (grace === 'pending') return answer(resource, object)
  const finalizers = finalizersFor(object.metadata.finalizers ?? [], options.propagation)
  const held = finalizers.length > 0 || strategy.holdsDeletion?.(object) === true
  const marks = grace === 'none' ? held || !deepEqual(finalizers, object.metadata.finalizers ?? []) : true
  if (!marks) return answer(resource, finishRemoval(core, key, object, options))

  const marked = markDeleting(core, strategy, object, grace === 'none' ? undefined : grace, finalizers)
  const stored = options.dryRun === true || deepEqual(marked, object) ? marked : core.store.put(key, ordered(marked))
  const waits = held || (grace !== 'none' && grace.seconds > 0)
  return answer(resource, waits ? stored : finishRemoval(core, key, stored, options))
}

function admitDeletion(
  core: Core,
  resource: ServedResource,
  { key, object }: { readonly key: ObjectKey; readonly object: KubeObject },
  options: DeleteRequest,
): void {
  const asked = { operation: 'DELETE', ...keyParts(key), old: object } as const
  const admission = admissionFor(core, resource, asked, options)
  admission.mutate(object)
  admission.validate(object)
}

/** Asks what has to be asked before an object is deleted; that it may not be is told when it is its turn. */
export function askBefore(core: Core, resource: ServedResource, key: ObjectKey, options: DeleteRequest): void {
  const object = core.store.get(key)
  if (object === undefined) return
  try {
    admitDeletion(core, resource, { key, object }, options)
  } catch (error) {
    if (error instanceof UnansweredQuestion) throw error
  }
}

/** Whether nothing keeps a deleted object any longer: no finalizer, no grace period left. */
export function isReleased(strategy: Strategy, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata
  if (deletionTimestamp === undefined || finalizers.length > 0 || deletionGracePeriodSeconds > 0) return false
  return strategy.holdsDeletion?.(object) !== true
}

function finishRemoval(core: Core, key: ObjectKey, object: KubeObject, options: DeleteRequest): KubeObject {
  if (options.dryRun === true) return object
  return core.store.remove(key) ?? object
}

function checkPreconditions(kind: Kind, object: KubeObject, { preconditions }: DeleteRequest): void {
  if (preconditions === undefined) return
  const { uid, resourceVersion } = preconditions
  const of = { group: kind.names.group, resource: kind.names.kind }
  if (uid !== undefined && uid !== object.metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${object.metadata.uid}). The object might have been deleted and then recreated`
    throw conflict(of, object.metadata.name, why)
  }
  if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${object.metadata.resourceVersion}). The object might have been modified`
    throw conflict(of, object.metadata.name, why)
  }
}

interface Grace {
  readonly seconds: number
  readonly deletionTimestamp: string
}

/** 'none' where the kind knows no grace; 'pending' where an earlier deletion stands and this one does not shorten it. */
function graceOf(
  core: Core,
  strategy: Strategy,
  object: KubeObject,
  options: DeleteRequest,
): Grace | 'none' | 'pending' {
  if (strategy.gracePeriod === undefined) return 'none'
  const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata
  if (deletionTimestamp === undefined) {
    const period = strategy.gracePeriod(object, options.gracePeriodSeconds)
    const seconds = period < 0 ? 0 : period
    return { seconds, deletionTimestamp: timestamp(core.now() + secondsLong(seconds)) }
  }
  if (deletionGracePeriodSeconds === undefined || deletionGracePeriodSeconds === 0) return 'none'
  const seconds = options.gracePeriodSeconds
  if (seconds === undefined || seconds >= deletionGracePeriodSeconds) return 'pending'
  const begun = instantOf(deletionTimestamp) - secondsLong(deletionGracePeriodSeconds)
  return { seconds, deletionTimestamp: timestamp(begun + secondsLong(seconds)) }
}

/** `deletionFinalizersForGarbageCollection`: a policy given replaces what finalizers ask for; without one they stand. */
function finalizersFor(present: readonly string[], propagation: DeleteRequest['propagation']): readonly string[] {
  if (propagation === undefined) return present
  const others = present.filter((finalizer) => finalizer !== foregroundFinalizer && finalizer !== orphanFinalizer)
  if (propagation === 'Orphan') return [...others, orphanFinalizer]
  return propagation === 'Foreground' ? [...others, foregroundFinalizer] : others
}

function markDeleting(
  core: Core,
  strategy: Strategy,
  object: KubeObject,
  grace: Grace | undefined,
  finalizers: readonly string[],
): KubeObject {
  const { finalizers: _, ...others } = object.metadata
  const metadata: ObjectMeta = { ...others, ...(finalizers.length === 0 ? {} : { finalizers: [...finalizers] }) }
  const first = metadata.deletionTimestamp === undefined
  if (first && strategy.deletedAsItIs !== true && metadata.generation !== undefined) metadata.generation++
  if (grace !== undefined) {
    metadata.deletionTimestamp = grace.deletionTimestamp
    metadata.deletionGracePeriodSeconds = grace.seconds
  } else {
    metadata.deletionTimestamp ??= timestamp(core.now())
    metadata.deletionGracePeriodSeconds = 0
  }
  const marked = { ...object, metadata }
  if (strategy.markDeleting === undefined) return marked
  const draft = deepClone(marked)
  strategy.markDeleting(draft)
  return draft
}
