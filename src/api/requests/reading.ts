import type { Instant, KubeList, KubeObject, ObjectKey } from '../../model/objects/object.js'
import { keyParts, objectKey, resourceIn } from '../../model/objects/object.js'
import type { Reader } from '../../store/store.js'
import type { ListQuery, Target } from '../contract/client.js'
import type { Columns } from '../contract/kind.js'
import type { ResourceInfo } from '../contract/names.js'
import { notFound, wrongMethod } from '../contract/status-errors.js'
import type { Table } from '../contract/table.js'
import type { ReadingCore, RequestOptions, Subresource } from '../registry/core.js'
import { answer, observed, resolveServed, resourceOf } from '../registry/objects.js'
import type { Registry, ServedResource } from '../registry/resources.js'
import { listObjects, listTable, type TableView, tableOf, tableOfAnswers } from './listing.js'
import { type Matcher, matcherOf } from './matcher.js'

/**
 * The API server for whoever looks: synchronous; throws ApiErrors. As a Reader it gives stored objects with what is
 * computed at reading. Resources are named as the store names them (`pods`); a request in another version says so with
 * `as`.
 */
export interface Reading extends Reader {
  readonly registry: Registry
  now(): Instant
  resources(): readonly ResourceInfo[]
  /** The `Warning:` that comes with every request for a resource that is on its way out. */
  deprecation(resource: ResourceInfo): string | undefined
  /** The store's name for a resource. */
  storageOf(resource: ResourceInfo): string
  keyOf(target: Target): ObjectKey
  /** The columns of a resource's tables, loaded if need be. */
  columns(resource: ResourceInfo): Columns | Promise<Columns>
  /** One object, or what shows at a subresource of it; NotFound when there is none. */
  read(key: ObjectKey, options?: Pick<RequestOptions, 'as'> & { readonly part?: Subresource | undefined }): KubeObject
  listing(query: ListQuery): KubeList
  table(query: ListQuery, view: TableView): Table
  /** A table of given objects, as a watch sends them. */
  tableOf(resource: ResourceInfo, objects: readonly KubeObject[], columns: Columns): Table
  /** The same of objects that have been answered to a request for the resource. */
  tableOfAnswers(resource: ResourceInfo, objects: readonly KubeObject[], view: TableView): Table
  matcher(query: ListQuery): Matcher
  /** A stored object as a request for the resource sees it, in its version. */
  shown(resource: ResourceInfo, object: KubeObject): KubeObject
}

export function createReading(core: ReadingCore): Reading {
  const { store, registry, now } = core
  const served = (resource: ResourceInfo) => resolveServed(core, '', resource)
  return {
    registry,
    now,
    ...objectReader(core),
    resources: () => registry.infos,
    deprecation: (resource) => served(resource).deprecation,
    storageOf: (resource) => served(resource).storage,
    keyOf: ({ resource, namespace, name }) => objectKey(served(resource).storage, namespace, name),
    columns: (resource) => columnsOf(served(resource)),
    read: (key, { as, part } = {}) => {
      const { resource, name } = keyParts(key)
      const found = allowed(resolveServed(core, resource, as), 'get')
      const { computed } = found.kind
      const object = computed?.(core.settings).find(({ metadata }) => metadata.name === name) ?? store.get(key)
      if (object === undefined) throw notFound(resourceOf(found), name)
      if (part?.get !== undefined && part.type !== undefined) return part.get(object)
      return answer(found, observed(core, found.kind, object))
    },
    listing: (query) => listObjects(core, readable(core, query), query),
    table: (query, view) => listTable(core, readable(core, query), query, view),
    tableOf: (resource, objects, columns) => tableOf(core, served(resource), objects, columns),
    tableOfAnswers: (resource, objects, view) => tableOfAnswers(core, served(resource), objects, view),
    shown: (resource, object) => {
      const found = served(resource)
      return answer(found, observed(core, found.kind, object))
    },
    matcher: (query) => matcherOf(served(query.resource), query),
    get revision() {
      return store.revision
    },
  }
}

/** The stored objects with what is computed when they are read. */
function objectReader(core: ReadingCore): Pick<Reader, 'get' | 'list' | 'select'> {
  const { store, registry } = core
  const seen = <T extends KubeObject>(object: T, resource: string): T => {
    const kind = registry.storage(resource)?.kind
    return kind?.observe === undefined ? object : (observed(core, kind, object) as T)
  }
  return {
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
  }
}

/** The columns of each kind that has been shown once. */
const loaded = new WeakMap<ServedResource['kind'], Columns>()

function columnsOf({ kind }: ServedResource): Columns | Promise<Columns> {
  const known = loaded.get(kind)
  if (known !== undefined) return known
  const keep = (columns: Columns) => {
    loaded.set(kind, columns)
    return columns
  }
  const columns = kind.columns?.() ?? []
  return columns instanceof Promise ? columns.then(keep) : keep(columns)
}

/** What a list asks for, where it may be asked. */
function readable(core: ReadingCore, { resource, name }: ListQuery): ServedResource {
  return allowed(resolveServed(core, '', resource), name === undefined ? 'list' : 'get')
}

/** The resource, if it can be asked for that. */
export function allowed(resource: ServedResource, verb: string): ServedResource {
  if (!resource.info.verbs.includes(verb)) throw wrongMethod()
  return resource
}
