/** Who controls what: owner references, adoption and release, as `pkg/controller/controller_ref_manager.go` has them. */
import { groupOf, type KubeObject, keyOf, type ObjectKey, objectKey } from '../../model/objects/object.js'
import { type LabelSelector, matchesLabels } from '../../model/selectors/label-selectors.js'
import { deepEqual } from '../../model/values/json-values.js'
import { ownedBy } from '../../store/indexes.js'
import type { Index } from '../../store/store.js'
import type { World } from './controller.js'

export type OwnerReference = NonNullable<KubeObject['metadata']['ownerReferences']>[number]

/** How a loop knows the objects it manages and what they control. */
export interface OwnerKind<T extends KubeObject = KubeObject> {
  readonly apiVersion: string
  readonly kind: string
  readonly resource: string
  selector(owner: T): LabelSelector
}

/** What is owned. */
export interface ChildKind {
  readonly kind: string
  readonly resource: string
}

/** The reference marked as the controller; there is at most one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true)
}

/** `metav1.NewControllerRef`. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner
  const uid = metadata.uid ?? ''
  return { apiVersion, kind, name: metadata.name, uid, controller: true, blockOwnerDeletion: true }
}

/**
 * The owners to look at when something they may control has changed: the one named as its controller, the one named
 * before, and for an orphan that is new or changed its labels all that could adopt it.
 */
export function ownersToWake<T extends KubeObject>(
  owners: OwnerKind<T>,
  child: KubeObject,
  world: World,
  previous: KubeObject | undefined,
): ObjectKey[] {
  const namespace = child.metadata.namespace ?? ''
  const now = controllerOf(child)
  const before = previous === undefined ? undefined : controllerOf(previous)
  const named = [now, before?.uid === now?.uid ? undefined : before].filter(
    (reference) => reference !== undefined && isOf(owners, reference),
  )
  const keys = named.map((reference) => objectKey(owners.resource, namespace, reference?.name ?? ''))
  if (now !== undefined) return keys
  if (previous !== undefined && before === undefined && deepEqual(previous.metadata.labels, child.metadata.labels)) {
    return keys
  }
  const adopters = world
    .list<T>(owners.resource, namespace)
    .filter((owner) => matchesLabels(owners.selector(owner), child.metadata.labels))
  return [...keys, ...adopters.map((owner) => keyOf(owners.resource, owner))]
}

function isOf(owners: OwnerKind<never>, reference: OwnerReference): boolean {
  return reference.kind === owners.kind && groupOf(reference.apiVersion) === groupOf(owners.apiVersion)
}

/**
 * The objects of a kind that the owner controls, in key order, after it has adopted the orphans that match its
 * selector and released its own that no longer do. Only eligible objects are looked at.
 */
export function claim<T extends KubeObject>(
  owner: KubeObject,
  selector: LabelSelector,
  children: ChildKind,
  world: World,
  eligible: (object: T) => boolean = () => true,
): T[] {
  const { resource } = children
  const alive = owner.metadata.deletionTimestamp === undefined
  const claimed: T[] = []
  for (const object of ownedObjects<T>(owner, children, world).filter(eligible)) {
    if (matchesLabels(selector, object.metadata.labels)) claimed.push(object)
    else if (alive) release(object, owner, resource, world)
  }
  if (!alive) return claimed
  const namespace = owner.metadata.namespace ?? ''
  const adopted = orphans<T>(resource, namespace, selector, world)
    .filter((object) => object.metadata.deletionTimestamp === undefined && eligible(object))
    .map((object) => adopt(object, owner, resource, world))
  return adopted.length === 0 ? claimed : [...claimed, ...adopted]
}

/** The objects of a kind that name the owner as their controller, in key order. */
export function ownedObjects<T extends KubeObject>(owner: KubeObject, { kind }: ChildKind, world: World): T[] {
  return ownedByUid<T>(owner.metadata.uid ?? '', kind, world)
}

/** The same by the owner's uid alone. */
export function ownedByUid<T extends KubeObject>(uid: string, kind: string, world: World): T[] {
  return world.select<T>(ownedBy, uid).filter((object) => object.kind === kind && controllerOf(object)?.uid === uid)
}

function adopt<T extends KubeObject>(object: T, owner: KubeObject, resource: string, world: World): T {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)]
  return world.update<T>(resource, { ...object, metadata: { ...object.metadata, ownerReferences } })
}

function release(object: KubeObject, owner: KubeObject, resource: string, world: World): void {
  world.update(resource, withoutOwner(object, owner.metadata.uid ?? ''))
}

/** The object with no reference to that owner. */
export function withoutOwner<T extends KubeObject>(object: T, uid: string): T {
  const { ownerReferences, ...metadata } = object.metadata
  const others = (ownerReferences ?? []).filter((reference) => reference.uid !== uid)
  return { ...object, metadata: others.length === 0 ? metadata : { ...metadata, ownerReferences: others } }
}

function orphans<T extends KubeObject>(
  resource: string,
  namespace: string,
  selector: LabelSelector,
  world: World,
): T[] {
  const label = mostSelectiveLabel(selector)
  const candidates =
    label === undefined
      ? world.list<T>(resource, namespace).filter((object) => controllerOf(object) === undefined)
      : world.select<T>(orphansByLabel(resource), `${namespace} ${label.key}=${label.value}`)
  return candidates.filter((object) => matchesLabels(selector, object.metadata.labels))
}

/** One label that everything selected must carry; the template hash, if there is one, tells most. */
function mostSelectiveLabel({ requirements }: LabelSelector): { key: string; value: string } | undefined {
  const exact = requirements.filter(({ operator, values }) => /^(==?|in)$/.test(operator) && values.length === 1)
  const best = exact.find(({ key }) => key === 'pod-template-hash') ?? exact[0]
  return best === undefined ? undefined : { key: best.key, value: best.values[0] ?? '' }
}

/** Objects that nobody controls, by `<namespace> <label>=<value>`. */
function orphansByLabel(resource: string): Index {
  return {
    name: `${resource} without controller by label`,
    resource,
    values: (object) => (controllerOf(object) === undefined ? labelValues(object) : []),
    hint: (value) => JSON.stringify(value.slice(value.lastIndexOf('=') + 1)),
  }
}

function labelValues({ metadata }: KubeObject): string[] {
  return Object.entries(metadata.labels ?? {}).map(([key, value]) => `${metadata.namespace} ${key}=${value}`)
}
