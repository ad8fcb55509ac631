/**
 * What requests do, one file a verb or a part of the way: looking at the cluster (`reading.ts` and what it needs), and
 * changing it, which is loaded with the first write. What is particular to a kind lies with the kind (its strategy, its
 * subresources); who may ask at all is the chain's to say.
 */

import type { KubeList, KubeObject, ObjectKey } from '../../model/objects/object.js'
import { groupVersionOf, keyParts, objectKey } from '../../model/objects/object.js'
import type { ListQuery, Patch } from '../contract/client.js'
import type { ResourceInfo, SubresourceInfo } from '../contract/names.js'
import type { DeletionOutcome } from '../contract/request.js'
import { isNotFound, methodNotAllowed, unknownResource } from '../contract/status-errors.js'
import {
  type Core,
  type DeleteRequest,
  type RequestOptions,
  type Subresource,
  subresourceInfos,
} from '../registry/core.js'
import { keyIn, resolveServed, resourceOf } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { create } from './create.js'
import { askBefore, isReleased, remove } from './deletion.js'
import { listObjects } from './listing.js'
import { patch } from './patching.js'
import { allowed, createReading, type Reading } from './reading.js'
import { replace } from './replacing.js'
import { update } from './update.js'

/** The API server for whoever changes something, too. */
export interface Writing extends Reading {
  /** What is below the path of a resource's objects. */
  subresources(resource: ResourceInfo): readonly SubresourceInfo[]
  /** A handler of these; NotFound where there is none of that name. */
  subresource(resource: ResourceInfo, name: string): Subresource
  /** What was read or written, with the managedFields that it has where they are not kept. */
  withManagedFields(resource: ResourceInfo, object: KubeObject): KubeObject
  /** How many replicas an object asks for, where it has a scale. */
  replicasOf(object: KubeObject): number | undefined
  create<T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options?: RequestOptions): T
  update<T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options?: RequestOptions): T
  updateStatus<T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options?: RequestOptions): T
  patch<T extends KubeObject = KubeObject>(key: ObjectKey, patch: Patch, options?: RequestOptions): T
  delete(key: ObjectKey, options?: DeleteRequest): KubeObject
  /** How a deletion went that has been answered with the object. */
  outcomeOf(resource: ResourceInfo, object: KubeObject): DeletionOutcome
  deleteCollection(query: ListQuery, options?: DeleteRequest): KubeList
}

export function createWriting(core: Core): Writing {
  const served = (key: ObjectKey, as: RequestOptions['as']) => resolveServed(core, keyParts(key).resource, as)
  const subresourcesOf = (resource: ResourceInfo) => core.partsOf(resolveServed(core, '', resource).kind).subresources
  const { revision: _, ...reading } = createReading(core)
  return {
    ...reading,
    get revision() {
      return core.store.revision
    },
    subresources: (resource) => subresourceInfos(subresourcesOf(resource)),
    subresource: (resource, name) => {
      const found = handler(subresourcesOf(resource), name)
      if (found === undefined) throw unknownResource()
      return found
    },
    withManagedFields: (resource, object) =>
      core.management?.withManagedFields(core, resolveServed(core, '', resource), object) ?? object,
    replicasOf(object) {
      const found = core.registry.findKind({ ...groupVersionOf(object.apiVersion), kind: object.kind })
      const scale = found && core.partsOf(found.kind).subresources.scale?.get?.(object)
      return scale && (scale.spec.replicas ?? 0)
    },
    create: <T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options: RequestOptions = {}) => {
      const found = resolveServed(core, resource, options.as)
      if (options.subresource !== undefined) return below(core, found, 'create', object, options) as T
      return create(core, allowed(found, 'create'), object, options) as T
    },
    update: <T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options: RequestOptions = {}) => {
      const found = allowed(resolveServed(core, resource, options.as), 'update')
      if (options.subresource !== undefined) return below(core, found, 'update', object, options) as T
      return replace(core, found, object, options) as T
    },
    updateStatus: <T extends KubeObject = KubeObject>(
      resource: string,
      object: KubeObject,
      options: RequestOptions = {},
    ) => update(core, resolveServed(core, resource, options.as), object, { ...options, subresource: 'status' }) as T,
    patch: <T extends KubeObject = KubeObject>(key: ObjectKey, change: Patch, options: RequestOptions = {}) => {
      const found = allowed(served(key, options.as), 'patch')
      if (options.subresource !== undefined) patchable(core, found, options.subresource)
      return patch(core, found, key, change, options) as T
    },
    delete: (key, options = {}) => remove(core, allowed(served(key, options.as), 'delete'), key, options),
    outcomeOf(resource, object) {
      const { strategy } = core.partsOf(resolveServed(core, '', resource).kind)
      if (object.metadata.deletionTimestamp !== undefined && !isReleased(strategy, object)) return 'marked'
      return strategy.answersDeleted === true ? 'shown' : 'gone'
    },
    deleteCollection: (query, options = {}) => deleteAll(core, query, options),
  }
}

const handler = (subresources: Readonly<Record<string, Subresource>>, name: string): Subresource | undefined =>
  Object.hasOwn(subresources, name) ? subresources[name] : undefined

function patchable(core: Core, resource: ServedResource, subresource: string): void {
  const { get, update } = handler(core.partsOf(resource.kind).subresources, subresource) ?? {}
  if (get === undefined || update === undefined) throw methodNotAllowed(resourceOf(resource), 'patch')
}

/** Creates or replaces at a subresource of the object that the path names, or else the object. */
function below(
  core: Core,
  resource: ServedResource,
  verb: 'create' | 'update',
  object: KubeObject,
  options: RequestOptions,
): KubeObject {
  const { subresource = '' } = options
  const act = handler(core.partsOf(resource.kind).subresources, subresource)?.[verb]
  if (act === undefined) throw methodNotAllowed(resourceOf(resource), verb)
  const name = options.name ?? object.metadata?.name ?? ''
  const namespace = options.namespace ?? object.metadata?.namespace ?? ''
  return act(core, { resource, key: objectKey(resource.storage, namespace, name), object, options })
}

function deleteAll(core: Core, query: ListQuery, options: DeleteRequest): KubeList {
  const resource = resolveServed(core, '', query.resource)
  if (!resource.info.verbs.includes('deletecollection'))
    throw methodNotAllowed(resourceOf(resource), 'deletecollection')
  const list = listObjects(core, resource, query)
  const keys = list.items.map((object) => keyIn(resource, object))
  // Nothing is gone before all is known.
  for (const key of keys) askBefore(core, resource, key, options)
  const items = keys.flatMap((key) => {
    try {
      return [remove(core, resource, key, options)]
    } catch (error) {
      // What another deletion of this collection took with it is gone as wanted.
      if (isNotFound(error)) return []
      throw error
    }
  })
  return { ...list, items }
}
