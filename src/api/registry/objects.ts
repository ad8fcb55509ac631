import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import { objectKey } from '../../model/objects/object.js'
import type { Admission } from '../contract/admission.js'
import type { Kind } from '../contract/kind.js'
import { apiVersionOf } from '../contract/names.js'
import { badRequest, groupResourceOf, unknownResource } from '../contract/status-errors.js'
import type { Core, ReadingCore, RequestOptions } from './core.js'
import type { ServedResource } from './resources.js'

/** The resource as the request names it: in the version it speaks, or the stored one. */
export function resolveServed(core: ReadingCore, resource: string, as?: RequestOptions['as']): ServedResource {
  const found = as === undefined ? core.registry.storage(resource) : core.registry.find(as)
  if (found === undefined) throw unknownResource()
  return found
}

export const resourceOf = (resource: ServedResource) => groupResourceOf(resource.kind.names)
export const kindOf = (kind: Kind) => ({ group: kind.names.group, kind: kind.names.kind })

export function keyIn(resource: ServedResource, object: KubeObject): ObjectKey {
  return objectKey(resource.storage, object.metadata.namespace ?? '', object.metadata.name)
}

/** The stored object with what is computed when it is read, which is what everybody takes it for. */
export function observed(core: ReadingCore, kind: Kind, object: KubeObject): KubeObject {
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
