import { featuresOf } from '../../model/objects/features.js'
import type { Instant, KubeList, KubeObject, ObjectKey } from '../../model/objects/object.js'
import { keyParts, objectKey, resourceIn } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { RandomSource } from '../../simulation/random.js'
import type { Reader, Store } from '../../store/store.js'
import type { ListQuery, Patch, ResourceInfo, Target } from '../contract/client.js'
import type { Kind } from '../contract/kind.js'
import { isNotFound, methodNotAllowed, notFound, wrongMethod } from '../contract/status-errors.js'
import type { Table } from '../contract/table.js'
import {
  answer,
  type Core,
  type DeleteRequest,
  draftOf,
  observed,
  type RequestOptions,
  resolveServed,
  resourceOf,
} from '../registry/core.js'
import { createRegistry, findResource, type Registry, type ServedResource } from '../registry/resources.js'
import type { SchemaSource } from '../schema/structure.js'
import { bind, createSubresource } from './binding.js'
import { create } from './create.js'
import { remove } from './deletion.js'
import { listObjects, listTable, type Matcher, matcherOf, tableOf, tableOfAnswers } from './listing.js'
import { patch } from './patching.js'
import { replace } from './replacing.js'
import { scaleOf, updateScale } from './scale.js'
import type { FieldManagement } from './tracking.js'
import { update } from './update.js'

export interface ApiParts {
  readonly store: Store
  readonly kinds: readonly Kind[]
  readonly settings: ClusterSettings
  readonly random: RandomSource
  readonly now: () => Instant
  /**
   * The structural schemas, asked for with each request from outside; so that they need not be loaded before one is
   * made. Where there are none, objects are taken as they come.
   */
  readonly schemas?: () => SchemaSource | undefined
  /** Field managers, asked for with each write by a client; where there are none, no books are kept. */
  readonly management?: () => FieldManagement | undefined
}

/**
 * The API server: all reads and writes of a cluster. Synchronous; throws ApiErrors. As a Reader it gives stored objects
 * with what is computed at reading. Resources are named as the store names them (`pods`); a request in another version
 * says so with `as`.
 */
export interface Api extends Reader {
  readonly registry: Registry
  now(): Instant
  /** By plural, singular, short name, `resource.group`; undefined when nothing is called so. */
  resolve(name: string): ServedResource | undefined
  /** The kind of a resource, by the store's name for it; also of records that are not served. */
  kind(resource: string): Kind | undefined
  resources(): readonly ResourceInfo[]
  /** The `Warning:` that comes with every request for a resource that is on its way out. */
  deprecation(resource: ResourceInfo): string | undefined
  /** The store's name for a resource. */
  storageOf(resource: ResourceInfo): string
  keyOf(target: Target): ObjectKey
  /** One object, or its scale; NotFound when there is none. */
  read(key: ObjectKey, options?: Pick<RequestOptions, 'as' | 'subresource'>): KubeObject
  listing(query: ListQuery): KubeList
  table(query: ListQuery): Table
  /** A table of given objects, as a watch sends them. */
  tableOf(resource: ResourceInfo, objects: readonly KubeObject[]): Table
  /** The same of objects that have been answered to a request for the resource. */
  tableOfAnswers(resource: ResourceInfo, objects: readonly KubeObject[]): Table
  matcher(query: ListQuery): Matcher
  /** A stored object as a request for the resource sees it, in its version. */
  shown(resource: ResourceInfo, object: KubeObject): KubeObject
  /** What was read or written, with the managedFields that it has where they are not kept. */
  withManagedFields(resource: ResourceInfo, object: KubeObject): KubeObject
  create<T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options?: RequestOptions): T
  update<T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options?: RequestOptions): T
  updateStatus<T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options?: RequestOptions): T
  patch<T extends KubeObject = KubeObject>(key: ObjectKey, patch: Patch, options?: RequestOptions): T
  delete(key: ObjectKey, options?: DeleteRequest): KubeObject
  deleteCollection(query: ListQuery, options?: DeleteRequest): KubeList
  bind(pod: ObjectKey, node: string): KubeObject
}

export function createApi(parts: ApiParts): Api {
  const { store, settings, random, now } = parts
  const registry = createRegistry(parts.kinds, settings.kubernetesVersion, store)
  const nothing = () => undefined
  const { schemas = nothing, management = nothing } = parts
  const features = featuresOf(settings.kubernetesVersion)
  const core: Core = { store, registry, settings, features, random, schemas, management, now }
  return {
    registry,
    now,
    ...reading(core),
    ...writing(core),
    get revision() {
      return store.revision
    },
  }
}

/** What a list asks for, where it may be asked. */
function readable(core: Core, { resource, name }: ListQuery): ServedResource {
  const served = resolveServed(core, '', resource)
  if (!served.info.verbs.includes(name === undefined ? 'list' : 'get')) throw wrongMethod()
  return served
}

function reading(core: Core) {
  const { store, registry } = core
  const seen = <T extends KubeObject>(object: T, resource: string): T => {
    const kind = registry.storage(resource)?.kind
    return kind?.observe === undefined ? object : (observed(core, kind, object) as T)
  }
  return {
    resolve: (name: string) => {
      const info = findResource(registry.infos, name)
      return info && registry.find(info)
    },
    kind: (resource: string) => registry.storage(resource)?.kind,
    resources: () => registry.infos,
    deprecation: (resource: ResourceInfo) => resolveServed(core, '', resource).deprecation,
    storageOf: (resource: ResourceInfo) => resolveServed(core, '', resource).storage,
    keyOf: ({ resource, namespace, name }: Target) =>
      objectKey(resolveServed(core, '', resource).storage, namespace, name),
    get: <T extends KubeObject = KubeObject>(key: ObjectKey): T | undefined => {
      const object = store.get<T>(key)
      return object && seen(object, resourceIn(key))
    },
    list: <T extends KubeObject = KubeObject>(resource: string, namespace?: string): T[] => {
      const objects = store.list<T>(resource, namespace)
      const kind = registry.storage(resource)?.kind
      return kind?.observe === undefined ? objects : objects.map((object) => seen(object, resource))
    },
    select: <T extends KubeObject = KubeObject>(...[index, value]: Parameters<Reader['select']>): T[] => {
      const objects = store.select<T>(index, value)
      return index.resource === undefined ? objects : objects.map((object) => seen(object, index.resource ?? ''))
    },
    read: (key: ObjectKey, options: Pick<RequestOptions, 'as' | 'subresource'> = {}): KubeObject => {
      const { resource, name } = keyParts(key)
      const served = allowed(resolveServed(core, resource, options.as), 'get')
      const { computed } = served.kind
      const object = computed?.(core.settings).find(({ metadata }) => metadata.name === name) ?? store.get(key)
      if (object === undefined) throw notFound(resourceOf(served), name)
      return options.subresource === 'scale'
        ? scaleOf(served, object)
        : answer(served, observed(core, served.kind, object))
    },
    listing: (query: ListQuery) => listObjects(core, readable(core, query), query),
    table: (query: ListQuery) => listTable(core, readable(core, query), query),
    tableOf: (resource: ResourceInfo, objects: readonly KubeObject[]) =>
      tableOf(core, resolveServed(core, '', resource), objects),
    tableOfAnswers: (resource: ResourceInfo, objects: readonly KubeObject[]) =>
      tableOfAnswers(core, resolveServed(core, '', resource), objects),
    shown: (resource: ResourceInfo, object: KubeObject) => {
      const served = resolveServed(core, '', resource)
      return answer(served, observed(core, served.kind, object))
    },
    withManagedFields: (resource: ResourceInfo, object: KubeObject) => {
      const served = resolveServed(core, '', resource)
      return core.management()?.withManagedFields(core, served, object) ?? object
    },
    matcher: (query: ListQuery) => matcherOf(resolveServed(core, '', query.resource), query),
  }
}

function writing(core: Core) {
  const served = (key: ObjectKey, as: RequestOptions['as']) => resolveServed(core, keyParts(key).resource, as)
  return {
    create: <T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options: RequestOptions = {}) => {
      const found = resolveServed(core, resource, options.as)
      if (found.kind.standsFor !== undefined) return createInstead(core, found, object, options) as KubeObject as T
      if (options.subresource !== undefined) return createSubresource(core, found, object, options) as T
      return create(core, allowed(found, 'create'), object, options) as T
    },
    update: <T extends KubeObject = KubeObject>(resource: string, object: KubeObject, options: RequestOptions = {}) => {
      const found = allowed(resolveServed(core, resource, options.as), 'update')
      if (options.subresource !== 'scale') return replace(core, found, object, options) as T
      const name = options.name ?? object.metadata.name
      const key = objectKey(found.storage, options.namespace ?? object.metadata.namespace ?? '', name)
      return updateScale(core, found, key, object, options) as KubeObject as T
    },
    updateStatus: <T extends KubeObject = KubeObject>(
      resource: string,
      object: KubeObject,
      options: RequestOptions = {},
    ) => update(core, resolveServed(core, resource, options.as), object, { ...options, subresource: 'status' }) as T,
    patch: <T extends KubeObject = KubeObject>(key: ObjectKey, change: Patch, options: RequestOptions = {}) =>
      patch(core, allowed(served(key, options.as), 'patch'), key, change, options) as T,
    delete: (key: ObjectKey, options: DeleteRequest = {}) =>
      remove(core, allowed(served(key, options.as), 'delete'), key, options),
    deleteCollection: (query: ListQuery, options: DeleteRequest = {}) => deleteAll(core, query, options),
    bind: (pod: ObjectKey, node: string) => bind(core, served(pod, undefined), pod, node),
  }
}

/** The resource, if it can be asked for that. */
function allowed(resource: ServedResource, verb: string): ServedResource {
  if (!resource.info.verbs.includes(verb)) throw wrongMethod()
  return resource
}

/** Creates what the kind stands for; that it has been done is all there is to say. */
function createInstead(
  core: Core,
  served: ServedResource,
  object: KubeObject,
  { as: _, ...options }: RequestOptions,
): KubeObject {
  const { resource, subresource } = served.kind.standsFor!
  const draft = draftOf(core, served, object, options)
  createSubresource(core, resolveServed(core, resource), draft, { ...options, subresource, typed: true })
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as unknown as KubeObject
}

function deleteAll(core: Core, query: ListQuery, options: DeleteRequest): KubeList {
  const resource = resolveServed(core, '', query.resource)
  if (!resource.info.verbs.includes('deletecollection'))
    throw methodNotAllowed(resourceOf(resource), 'deletecollection')
  const list = listObjects(core, resource, query)
  const items = list.items.flatMap((object) => {
    try {
      const { name, namespace = '' } = object.metadata
      return [remove(core, resource, objectKey(resource.storage, namespace, name), options)]
    } catch (error) {
      // What another deletion of this collection took with it is gone as wanted.
      if (isNotFound(error)) return []
      throw error
    }
  })
  return { ...list, items }
}
