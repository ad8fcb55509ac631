/**
 * The garbage collector: what has lost its owners goes, and what is deleted in the foreground waits for its dependents
 * (`pkg/controller/garbagecollector`). It keeps no graph of its own: the store's index of owners is one.
 */
import { ApiError } from '../../../api/contract/errors.js'
import type { Kind } from '../../../api/contract/kind.js'
import { type KubeObject, keyOf, keyParts, type ObjectKey, objectKey } from '../../../model/objects/object.js'
import { deepEqual } from '../../../model/values/paths.js'
import { ownedBy } from '../../../store/indexes.js'
import type { Controller, World } from '../../machinery/controller.js'
import { type OwnerReference, withoutOwner } from '../../machinery/ownership.js'
import { type ServedResources, servedResources } from '../../machinery/served-resources.js'

const FOREGROUND = 'foregroundDeletion'
const ORPHAN = 'orphan'

/** `departed/<uid>`: the dependents of an owner that is gone. */
const DEPARTED = 'departed'

export function garbageCollector(kinds: readonly Kind[]): Controller {
  const resources = servedResources(kinds)
  return {
    name: 'garbage-collector',
    watches: { '*': (changed, world, previous) => toLookAt(resources, changed, world, previous) },
    reconcile(key, world) {
      const { resource, name } = keyParts(key)
      const collector = { resources, world }
      if (resource === DEPARTED) for (const dependent of dependentsOf(name, world)) judge(collector, dependent)
      else {
        const object = world.get(key)
        if (object !== undefined) judge(collector, object)
      }
      return undefined
    },
  }
}

interface Collector {
  readonly resources: ServedResources
  readonly world: World
}

function toLookAt(resources: ServedResources, changed: KubeObject, world: World, previous?: KubeObject): ObjectKey[] {
  const { uid, ownerReferences, deletionTimestamp } = changed.metadata
  const resource = resources.of(changed, world)?.resource
  if (uid === undefined || resource === undefined) return []
  const key = keyOf(resource, changed)
  const gone = world.get(key)?.metadata.uid !== uid
  const collector = { resources, world }
  if (gone) return [objectKey(DEPARTED, '', uid), ...waitingOwners(collector, changed, changed)]
  const keys = deletionTimestamp !== undefined && asksForCollection(changed) ? [key] : []
  const before = previous?.metadata.ownerReferences
  if (deepEqual(before, ownerReferences)) return keys
  const orphaned = (ownerReferences ?? []).some((owner) => stateOf(collector, owner, changed) !== 'solid')
  return [...keys, ...(orphaned ? [key] : []), ...waitingOwners(collector, previous ?? changed, changed)]
}

function asksForCollection({ metadata }: KubeObject): boolean {
  return metadata.finalizers?.some((finalizer) => finalizer === FOREGROUND || finalizer === ORPHAN) ?? false
}

/** Owners that wait in foreground deletion for this dependent, as it was and as it is. */
function waitingOwners(collector: Collector, before: KubeObject, after: KubeObject): ObjectKey[] {
  const present = after.metadata.ownerReferences ?? []
  const owners = before === after ? present : [...(before.metadata.ownerReferences ?? []), ...present]
  const waiting = owners.filter((owner) => stateOf(collector, owner, after) === 'waiting')
  return [...new Set(waiting.map((owner) => ownerKey(collector, owner, after) ?? ''))]
}

function ownerKey(
  { resources, world }: Collector,
  owner: OwnerReference,
  dependent: KubeObject,
): ObjectKey | undefined {
  const found = resources.of(owner, world)
  const namespace = dependent.metadata.namespace ?? ''
  if (found === undefined || (found.namespaced && namespace === '')) return undefined
  return objectKey(found.resource, found.namespaced ? namespace : '', owner.name)
}

/** Whether an owner is there to stay, gone, or waiting for its dependents to go. Nobody is judged by an owner unknown here. */
function stateOf(collector: Collector, owner: OwnerReference, dependent: KubeObject): 'solid' | 'absent' | 'waiting' {
  const key = ownerKey(collector, owner, dependent)
  if (key === undefined) return 'solid'
  const object = collector.world.get(key)
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
function judge(collector: Collector, object: KubeObject): void {
  if (object.metadata.deletionTimestamp !== undefined) {
    if (object.metadata.finalizers?.includes(ORPHAN)) orphanDependents(collector, object)
    else if (isWaiting(object)) awaitDependents(collector, object)
    return
  }
  const owners = object.metadata.ownerReferences ?? []
  const states = owners.map((owner) => stateOf(collector, owner, object))
  if (states.every((state) => state === 'solid')) return
  if (states.includes('solid')) {
    const leaving = owners.filter((_, index) => states[index] !== 'solid')
    update(
      collector,
      leaving.reduce((kept, { uid }) => withoutOwner(kept, uid), object),
    )
    return
  }
  const dependents = states.includes('waiting') ? dependentsOf(object.metadata.uid ?? '', collector.world) : []
  const inCircle = dependents.some(isWaiting)
  if (inCircle) unblock(collector, object)
  remove(collector, object, dependents.length > 0 ? 'Foreground' : policyOf(object))
}

/** Finalizers that were set on the object before it was deleted say how. */
function policyOf({ metadata }: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  if (metadata.finalizers?.includes(ORPHAN)) return 'Orphan'
  return metadata.finalizers?.includes(FOREGROUND) ? 'Foreground' : 'Background'
}

/** Deletes the dependents of an object in foreground deletion, and lets it go when none is left that blocks it. */
function awaitDependents(collector: Collector, object: KubeObject): void {
  const uid = object.metadata.uid ?? ''
  for (const dependent of dependentsOf(uid, collector.world)) judge(collector, dependent)
  const blocked = dependentsOf(uid, collector.world).some((dependent) =>
    dependent.metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
  )
  if (!blocked) dropFinalizer(collector, object, FOREGROUND)
}

/** `orphanDependents`: they forget the owner, and it goes alone. */
function orphanDependents(collector: Collector, object: KubeObject): void {
  const uid = object.metadata.uid ?? ''
  for (const dependent of dependentsOf(uid, collector.world)) update(collector, withoutOwner(dependent, uid))
  dropFinalizer(collector, object, ORPHAN)
}

/** Objects that own each other in a circle would wait for each other for ever. */
function unblock(collector: Collector, object: KubeObject): void {
  const ownerReferences = object.metadata.ownerReferences?.map((owner) => ({ ...owner, blockOwnerDeletion: false }))
  update(collector, { ...object, metadata: { ...object.metadata, ...(ownerReferences && { ownerReferences }) } })
}

function dropFinalizer(collector: Collector, object: KubeObject, finalizer: string): void {
  const key = keyIn(collector, object)
  const current = key === undefined ? undefined : collector.world.get(key)
  if (current === undefined) return
  const { finalizers = [], ...metadata } = current.metadata
  const others = finalizers.filter((each) => each !== finalizer)
  update(collector, { ...current, metadata: others.length === 0 ? metadata : { ...metadata, finalizers: others } })
}

function keyIn({ resources, world }: Collector, object: KubeObject): ObjectKey | undefined {
  const found = resources.of(object, world)
  return found === undefined ? undefined : keyOf(found.resource, object)
}

function update({ resources, world }: Collector, object: KubeObject): void {
  const found = resources.of(object, world)
  if (found !== undefined) world.update(found.resource, object)
}

function remove(collector: Collector, object: KubeObject, propagation: ReturnType<typeof policyOf>): void {
  const key = keyIn(collector, object)
  const { uid } = object.metadata
  if (key === undefined || uid === undefined) return
  try {
    collector.world.remove(key, { propagation, preconditions: { uid } })
  } catch (error) {
    // Gone already, or another object has its name by now: both as wanted.
    if (!(error instanceof ApiError && (error.reason === 'NotFound' || error.reason === 'Conflict'))) throw error
  }
}
