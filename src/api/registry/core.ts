import type { Features } from '../../model/objects/features.js'
import type { Instant, KubeObject, ObjectKey } from '../../model/objects/object.js'
import { objectKey } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import { deepClone } from '../../model/values/paths.js'
import type { RandomSource } from '../../simulation/random.js'
import type { Store } from '../../store/store.js'
import type { DeleteOptions, ResourceInfo, WriteOptions } from '../contract/client.js'
import type { Admission, Kind } from '../contract/kind.js'
import { badRequest, groupResourceOf, unknownResource } from '../contract/status-errors.js'
import type { User } from '../contract/user.js'
import type { FieldManagement } from '../requests/tracking.js'
import type { SchemaSource } from '../schema/structure.js'
import { decodeObject } from './decoding.js'
import { apiVersionOf, type Registry, type ServedResource } from './resources.js'

/** What every request handler works with. */
export interface Core {
  readonly store: Store
  readonly registry: Registry
  readonly settings: ClusterSettings
  readonly features: Features
  readonly random: RandomSource
  schemas(): SchemaSource | undefined
  /** Field managers; undefined where nobody keeps their books. */
  management(): FieldManagement | undefined
  now(): Instant
}

export interface RequestOptions extends WriteOptions {
  /** Where the request goes; absent: where the object says. */
  readonly namespace?: string
  /** The name in the request's path; absent: the object's own. */
  readonly name?: string
  /** The version in which the request speaks; absent: the stored one. */
  readonly as?: Pick<ResourceInfo, 'group' | 'version' | 'plural'>
  /** The object was built by our own code: its structure needs no check, its semantics do. */
  readonly typed?: boolean
  /** The object was made for this request alone: hooks may mutate it. */
  readonly owned?: boolean
  /** Receives the texts of `Warning:` headers. */
  readonly warn?: (text: string) => void
  /** The component that writes, where it is no client: it counts on objects of which the books are kept. */
  readonly component?: string
  /** What is written was made of the object by a patch. */
  readonly patches?: true
  /** The scale, when it is written through that. */
  readonly through?: 'scale'
  /** What an apply has made of `metadata.managedFields`. */
  readonly managedFields?: readonly object[]
  /** Whom the request comes from; absent: from the cluster itself, which may do everything. */
  readonly user?: User
}

export type DeleteRequest = DeleteOptions & Pick<RequestOptions, 'as' | 'warn' | 'typed' | 'user'>

/** The resource as the request names it: in the version it speaks, or the stored one. */
export function resolveServed(core: Core, resource: string, as?: RequestOptions['as']): ServedResource {
  const found = as === undefined ? core.registry.storage(resource) : core.registry.find(as)
  if (found === undefined) throw unknownResource()
  return found
}

export const resourceOf = (resource: ServedResource) => groupResourceOf(resource.kind.names)
export const kindOf = (kind: Kind) => ({ group: kind.names.group, kind: kind.names.kind })

export function keyIn(resource: ServedResource, object: KubeObject): ObjectKey {
  return objectKey(resource.storage, object.metadata.namespace ?? '', object.metadata.name)
}

/** The object as hooks may mutate it: decoded and checked when it comes from outside, in the stored version. */
export function draftOf(core: Core, resource: ServedResource, object: KubeObject, options: RequestOptions): KubeObject {
  if (options.owned === true) return object
  // Nothing in the simulator's own records is filled in but their metadata, which is copied then.
  if (options.typed === true) return resource.kind.served === false ? { ...object } : deepClone(object)
  const draft = decodeObject(core.schemas(), resource, object, options, core.registry)
  if (resource.version === undefined) return draft
  return { ...resource.version.fromServed(draft), apiVersion: apiVersionOf(resource.kind.names) }
}

/** The stored object with what is computed when it is read, which is what everybody takes it for. */
export function observed(core: Core, kind: Kind, object: KubeObject): KubeObject {
  return kind.observe === undefined ? object : kind.observe(object, { now: core.now(), reader: core.store })
}

/** The object in the version that the request speaks. */
export function answer(resource: ServedResource, object: KubeObject): KubeObject {
  if (resource.version === undefined) return object
  return { ...resource.version.toServed(object), apiVersion: apiVersionOf(resource.info) }
}

export function admissionOf(core: Core, options: RequestOptions): Admission {
  return {
    now: core.now(),
    reader: core.store,
    random: core.random,
    settings: core.settings,
    dryRun: options.dryRun === true,
    warn: options.warn ?? (() => {}),
    ...(options.user === undefined ? {} : { user: options.user }),
  }
}

/** apiVersion, kind, metadata first, status last, as stored objects carry them. */
export function ordered(object: KubeObject): KubeObject {
  if (isOrdered(object)) return object
  const { apiVersion, kind, metadata, status, ...rest } = object
  const result: KubeObject = { apiVersion, kind, metadata, ...rest }
  if (status !== undefined) result.status = status
  return result
}

const leading = ['apiVersion', 'kind', 'metadata']

function isOrdered(object: KubeObject): boolean {
  let position = 0
  let status = Number.POSITIVE_INFINITY
  for (const field in object) {
    if (position < leading.length && field !== leading[position]) return false
    if (field === 'status') status = object.status === undefined ? 0 : position
    position++
  }
  return position >= leading.length && status >= position - 1
}

/** The namespace of a request and that of its object must be one (`EnsureObjectNamespaceMatchesRequestNamespace`). */
export function settleNamespace(kind: Kind, draft: KubeObject, requested: string | undefined): void {
  if (kind.scope === 'Cluster') return
  const own = draft.metadata.namespace ?? ''
  if (requested === undefined || requested === own) return
  if (own !== '') throw otherNamespace()
  draft.metadata.namespace = requested
}

export const otherNamespace = () =>
  badRequest('the namespace of the provided object does not match the namespace sent on the request')
