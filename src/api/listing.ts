import { jsonProblem } from '../model/json-syntax.js'
import type { KubeList, KubeObject } from '../model/object.js'
import { objectKey } from '../model/object.js'
import { matchesLabels, parseFieldSelector, parseLabelSelector } from '../model/selectors.js'
import type { ListQuery } from './client.js'
import { answer, type Core, resourceOf } from './core.js'
import type { Kind } from './kind.js'
import { apiVersionOf, type ServedResource } from './resources.js'
import { scaleOf, scaleTable } from './scale.js'
import { badRequest, notFound } from './status-errors.js'
import type { Table } from './table.js'

export type Matcher = (object: KubeObject) => boolean

/** The stored object with what is computed when it is read. */
export function observed(core: Core, kind: Kind, object: KubeObject): KubeObject {
  return kind.observe === undefined ? object : kind.observe(object, { now: core.now(), reader: core.store })
}

/** Whether an object is what a query's name and selectors ask for; also what a watch filters by. */
export function matcherOf(kind: Kind, query: Pick<ListQuery, 'labelSelector' | 'fieldSelector' | 'name'>): Matcher {
  const tests: Matcher[] = []
  if (query.name !== undefined) tests.push((object) => object.metadata.name === query.name)
  if (query.labelSelector) {
    const selector = understood(query.labelSelector, parseLabelSelector)
    tests.push((object) => matchesLabels(selector, object.metadata.labels))
  }
  for (const { field, operator, value } of understood(query.fieldSelector ?? '', parseFieldSelector)) {
    const read = fieldReader(kind, field)
    tests.push((object) => (read(object) === value) === (operator === '='))
  }
  return (object) => tests.every((test) => test(object))
}

function understood<T>(text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}

const ownFields: Readonly<Record<string, (object: KubeObject) => string>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
}

function fieldReader(kind: Kind, field: string): (object: KubeObject) => string {
  const special = kind.selectableFields
  const read = Object.hasOwn(ownFields, field)
    ? ownFields[field]
    : special !== undefined && Object.hasOwn(special, field)
      ? special[field]
      : undefined
  if (read !== undefined) return read
  // Kinds with a conversion function of their own say less (`pkg/apis/core/v1/conversion.go`).
  if (special !== undefined) throw badRequest(`field label not supported: ${field}`)
  throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`)
}

interface Page {
  readonly objects: readonly KubeObject[]
  readonly metadata: KubeList['metadata']
}

function page(core: Core, resource: ServedResource, query: ListQuery): Page {
  const resourceVersion = String(core.store.revision)
  const matches = matcherOf(resource.kind, query)
  const found = candidates(core, resource, query)
    .map((object) => observed(core, resource.kind, object))
    .filter(matches)
  const start = query.continue === undefined || query.continue === '' ? '' : startOf(query.continue)
  const rest = start === '' ? found : found.filter((object) => position(object) >= start)
  const limit = query.limit ?? 0
  if (limit <= 0 || rest.length <= limit) return { objects: rest, metadata: { resourceVersion } }
  const objects = rest.slice(0, limit)
  const token = continueToken(resourceVersion, position(objects[objects.length - 1]!))
  const selects = Boolean(query.labelSelector || query.fieldSelector)
  const remaining = selects ? {} : { remainingItemCount: rest.length - limit }
  return { objects, metadata: { resourceVersion, continue: token, ...remaining } }
}

function candidates(core: Core, resource: ServedResource, query: ListQuery): KubeObject[] {
  const { name, namespace } = query
  if (name === undefined || (namespace === '' && resource.kind.scope === 'Namespaced')) {
    return core.store.list(resource.storage, namespace === '' ? undefined : namespace)
  }
  const object = core.store.get(objectKey(resource.storage, namespace, name))
  return object === undefined ? [] : [object]
}

/** Where an object stands in the order of keys. */
const position = ({ metadata: { namespace = '', name } }: KubeObject) =>
  namespace === '' ? name : `${namespace}/${name}`

/** `storage.EncodeContinue`: the first key that may come, in base64 for URLs. */
const continueToken = (resourceVersion: string, last: string) =>
  btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv: Number(resourceVersion), start: `${last}\0` }))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const noKey = 'continue key is not valid'

/** `storage.DecodeContinue`; a BadRequest for what is no token. */
function startOf(token: string): string {
  const problem = (why: string) => badRequest(`invalid continue token: ${why}`)
  const wrong = /[^A-Za-z0-9_-]/.exec(token)?.index ?? (token.length % 4 === 1 ? token.length - 1 : undefined)
  if (wrong !== undefined) throw problem(`${noKey}: illegal base64 data at input byte ${wrong}`)
  const text = atob(token.replaceAll('-', '+').replaceAll('_', '/'))
  const syntax = jsonProblem(text)
  if (syntax !== undefined) throw problem(`${noKey}: ${syntax}`)
  const { v, rv, start } = (JSON.parse(text) ?? {}) as { v?: unknown; rv?: unknown; start?: unknown }
  if (v !== 'meta.k8s.io/v1') {
    throw problem(`${noKey}: server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`)
  }
  if (typeof rv !== 'number' || rv === 0) {
    throw problem(`${noKey}: incorrect encoded start resourceVersion (version meta.k8s.io/v1)`)
  }
  if (typeof start === 'string' && start !== '') return start
  throw problem(`${noKey}: encoded start key empty (version meta.k8s.io/v1)`)
}

/** A `PodList`, in key order. */
export function listObjects(core: Core, resource: ServedResource, query: ListQuery): KubeList {
  const { objects, metadata } = page(core, resource, query)
  return {
    apiVersion: apiVersionOf(resource.info),
    kind: `${resource.info.kind}List`,
    metadata,
    items: objects.map((object) => answer(resource, object)),
  }
}

/** The list, or the one object of that name, as a Table, as every client prints it. */
export function listTable(core: Core, resource: ServedResource, query: ListQuery): Table {
  const { objects, metadata } = page(core, resource, query)
  if (query.name !== undefined && objects.length === 0) throw notFound(resourceOf(resource), query.name)
  if (query.subresource === 'scale') {
    return {
      ...scaleTable(
        objects.map((object) => scaleOf(resource, object)),
        core.now(),
      ),
      metadata,
    }
  }
  return { ...tableOf(core, resource, objects), metadata }
}

export function tableOf(core: Core, resource: ServedResource, objects: readonly KubeObject[]): Table {
  const { columns } = resource.kind
  const view = { now: core.now(), reader: core.store }
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: columns.map((column) => ({
      name: column.name,
      type: column.type ?? 'string',
      format: column.format ?? '',
      description: column.description ?? '',
      priority: column.wide === true ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.value(object, view)),
      object: answer(resource, object),
    })),
  }
}
