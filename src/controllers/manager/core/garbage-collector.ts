/**
 * The garbage collector: what has lost its owners goes, and what is deleted in the foreground waits for its dependents
 * (`pkg/controller/garbagecollector`). It keeps no graph of its own: the store's index of owners is one.
 */
import { ApiError } from '../../../api/contract/errors.js'
import { type KubeObject, keyOf, keyParts, type ObjectKey, objectKey } from '../../../model/objects/object.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { ownedBy } from '../../../store/indexes.js'
import type { Controller, World } from '../../machinery/controller.js'
import { type OwnerReference, withoutOwner } from '../../machinery/ownership.js'
import { resourceOf } from '../../machinery/served-resources.js'

const FOREGROUND = 'foregroundDeletion'
const ORPHAN = 'orphan'

/** `departed/<uid>`: the dependents of an owner that is gone. */
const DEPARTED = 'departed'

export const garbageCollector: Controller = {
  name: 'garbage-collector',
  watches: { '*': toLookAt },
  reconcile(key, world) {
    const { resource, name } = keyParts(key)
    if (resource === DEPARTED) for (const dependent of dependentsOf(name, world)) attemptToDelete(world, dependent)
    else {
      const object = world.get(key)
      if (object !== undefined) attemptToDelete(world, object)
    }
    return undefined
  },
}

function toLookAt(changed: KubeObject, world: World, previous?: KubeObject): ObjectKey[] {
  const { uid, ownerReferences, deletionTimestamp } = changed.metadata
  const resource = resourceOf(changed, world)?.resource
  if (uid === undefined || resource === undefined) return []
  const key = keyOf(resource, changed)
  const gone = world.get(key)?.metadata.uid !== uid
  if (gone) return [objectKey(DEPARTED, '', uid), ...waitingOwners(world, changed, changed)]
  const keys = deletionTimestamp !== undefined && asksForCollection(changed) ? [key] : []
  const before = previous?.metadata.ownerReferences
  if (deepEqual(before, ownerReferences)) return keys
  const orphaned = (ownerReferences ?? []).some((owner) => stateOf(world, owner, changed) !== 'solid')
  return [...keys, ...(orphaned ? [key] : []), ...waitingOwners(world, previous ?? changed, changed)]
}

function asksForCollection({ metadata }: KubeObject): boolean {
  return metadata.finalizers?.some((finalizer) => finalizer === FOREGROUND || finalizer === ORPHAN) ?? false
}

/** Owners that wait in foreground deletion for this dependent, as it was and as it is. */
function waitingOwners(world: World, before: KubeObject, after: KubeObject): ObjectKey[] {
  const present = after.metadata.ownerReferences ?? []
  const owners = before === after ? present : [...(before.metadata.ownerReferences ?? []), ...present]
  const waiting = owners.filter((owner) => stateOf(world, owner, after) === 'waiting')
  return [...new Set(waiting.map((owner) => ownerKey(world, owner, after) ?? ''))]
}

function ownerKey(world: World, owner: OwnerReference, dependent: KubeObject): ObjectKey | undefined {
  const found = resourceOf(owner, world)
  const namespace = dependent.metadata.namespace ?? ''
  if (found === undefined || (found.namespaced && namespace === '')) return undefined
  return objectKey(found.resource, found.namespaced ? namespace : '', owner.name)
}

/** Whether an owner is there to stay, gone, or waiting for its dependents to go. Nothing is deleted for an owner unknown here. */
function stateOf(world: World, owner: OwnerReference, dependent: KubeObject): 'solid' | 'absent' | 'waiting' {
  const key = ownerKey(world, owner, dependent)
  if (key === undefined) return 'solid'
  const object = world.get(key)
  if (object === undefined || object.metadata.uid !== owner.uid) return 'absent'
  return isWaiting(object) ? 'waiting' : 'solid'
}

/** In foreground deletion. */
function isWaiting({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(FOREGROUND) ?? false)
}

function dependentsOf(uid: string, world: World): KubeObject[] {
  return world.select(ownedBy, uid)
}

/** `attemptToDeleteItem`, and before it what the object's own deletion asks for. */
function attemptToDelete(world: World, object: KubeObject): void {
  if (object.metadata.deletionTimestamp !== undefined) {
    if (object.metadata.finalizers?.includes(ORPHAN)) orphanDependents(world, object)
    else if (isWaiting(object)) awaitDependents(world, object)
    return
  }
  const owners = object.metadata.ownerReferences ?? []
  const states = owners.map((owner) => stateOf(world, owner, object))
  if (states.every((state) => state === 'solid')) return
  if (states.includes('solid')) {
    const leaving = owners.filter((_, index) => states[index] !== 'solid')
    update(
      world,
      leaving.reduce((kept, { uid }) => withoutOwner(kept, uid), object),
    )
    return
  }
  const dependents = states.includes('waiting') ? dependentsOf(object.metadata.uid ?? '', world) : []
  const inCircle = dependents.some(isWaiting)
  if (inCircle) unblock(world, object)
  remove(world, object, dependents.length > 0 ? 'Foreground' : policyOf(object))
}

/** Finalizers that were set on the object before it was deleted say how. */
function policyOf({ metadata }: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  if (metadata.finalizers?.includes(ORPHAN)) return 'Orphan'
  return metadata.finalizers?.includes(FOREGROUND) ? 'Foreground' : 'Background'
}

/**
 * Deletes the dependents of an object in foreground deletion, and lets it go when none is left that blocks it. Those that wait
 * for dependents themselves are let be, in a circle for this very object (`processDeletingDependentsItem`).
 */
function awaitDependents(world: World, object: KubeObject): void {
  const uid = object.metadata.uid ?? ''
  for (const dependent of dependentsOf(uid, world)) if (!isWaiting(dependent)) attemptToDelete(world, dependent)
  const blocked = dependentsOf(uid, world).some((dependent) =>
    dependent.metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
  )
  if (!blocked) dropFinalizer(world, object, FOREGROUND)
}

/** `orphanDependents`: they forget the owner, and it goes alone. */
function orphanDependents(world: World, object: KubeObject): void {
  const uid = object.metadata.uid ?? ''
  for (const dependent of dependentsOf(uid, world)) update(world, withoutOwner(dependent, uid))
  dropFinalizer(world, object, ORPHAN)
}

/** Objects that own each other in a circle would wait for each other for ever. */
function unblock(world: World, object: KubeObject): void {
  const ownerReferences = object.metadata.ownerReferences?.map((owner) => ({ ...owner, blockOwnerDeletion: false }))
  update(world, { ...object, metadata: { ...object.metadata, ...(ownerReferences && { ownerReferences }) } })
}

function dropFinalizer(world: World, object: KubeObject, finalizer: string): void {
  const key = keyIn(world, object)
  const current = key === undefined ? undefined : world.get(key)
  if (current === undefined) return
  const { finalizers = [], ...metadata } = current.metadata
  const others = finalizers.filter((each) => each !== finalizer)
  update(world, { ...current, metadata: others.length === 0 ? metadata : { ...metadata, finalizers: others } })
}

function keyIn(world: World, object: KubeObject): ObjectKey | undefined {
  const found = resourceOf(object, world)
  return found === undefined ? undefined : keyOf(found.resource, object)
}

function update(world: World, object: KubeObject): void {
  const found = resourceOf(object, world)
  if (found !== undefined) world.update(found.resource, object)
}

function remove(world: World, object: KubeObject, propagation: ReturnType<typeof policyOf>): void {
  const key = keyIn(world, object)
  const { uid } = object.metadata
  if (key === undefined || uid === undefined) return
  try {
    world.remove(key, { propagation, preconditions: { uid } })
  } catch (error) {
    // Gone already, or another object has its name by now: both as wanted.
    if (!(error instanceof ApiError && (error.reason === 'NotFound' || error.reason === 'Conflict'))) throw error
  }
}
