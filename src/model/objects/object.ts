/**
 * What every floor knows of Kubernetes' objects: how they are told apart (here), what their types have (types), and what
 * can be said of names, times, quantities, pods, rules and settings without a cluster to look at. What a kind validates,
 * shows or does is its own (kinds/).
 */
import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta'

/** Milliseconds since the Unix epoch, in cluster time. */
export type Instant = number
/** A length of time in milliseconds. */
export type Millis = number

/** Object metadata as stored: name, uid and the other fields the API server fills in are always there. */
export type ObjectMeta = IObjectMeta & { name: string }

/** Any Kubernetes object. Objects read from a store are shared: never mutate them, build a new one instead. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  // biome-ignore lint/suspicious/noExplicitAny: a manifest is open-ended until its kind has validated it
  [field: string]: any
}

/** `apps/v1` → `apps`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))
}

/** `apps/v1` → its group `apps` and its version `v1`; the core group's name is empty. */
export function groupVersionOf(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/')
  return { group: apiVersion.slice(0, Math.max(0, slash)), version: apiVersion.slice(slash + 1) }
}

/** A list as the API serves it. */
export interface KubeList<T extends KubeObject = KubeObject> {
  apiVersion: string
  kind: string
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number }
  items: T[]
}

/**
 * Where an object lies in the store, laid out like etcd's registry: `pods/default/web-1`, `nodes/worker-1`,
 * `widgets.example.com/default/w` for resources whose plural is not unique.
 */
export type ObjectKey = string & { readonly brand?: 'ObjectKey' }

export interface KeyParts {
  readonly resource: string
  /** Empty for cluster-scoped objects. */
  readonly namespace: string
  readonly name: string
}

export function objectKey(resource: string, namespace: string, name: string): ObjectKey {
  return namespace === '' ? `${resource}/${name}` : `${resource}/${namespace}/${name}`
}

export function keyParts(key: ObjectKey): KeyParts {
  const first = key.indexOf('/')
  const last = key.lastIndexOf('/')
  return {
    resource: key.slice(0, first),
    namespace: first === last ? '' : key.slice(first + 1, last),
    name: key.slice(last + 1),
  }
}

/** The resource alone of a key. */
export function resourceIn(key: ObjectKey): string {
  return key.slice(0, key.indexOf('/'))
}

/** The object's key in the given resource. */
export function keyOf(resource: string, object: KubeObject): ObjectKey {
  return objectKey(resource, object.metadata.namespace ?? '', object.metadata.name)
}
