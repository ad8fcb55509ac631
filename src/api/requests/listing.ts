import type { KubeList, KubeObject } from '../../model/objects/object.js'
import { releaseNumber } from '../../model/objects/release.js'
import { matchesLabels, parseFieldSelector, parseLabelSelector } from '../../model/selectors/selectors.js'
import { deepClone } from '../../model/values/paths.js'
import type { ListQuery } from '../contract/client.js'
import type { Kind } from '../contract/kind.js'
import { badRequest, notFound } from '../contract/status-errors.js'
import type { Table } from '../contract/table.js'
import { answer, type Core, resourceOf } from '../registry/core.js'
import { apiVersionOf, type ServedResource } from '../registry/resources.js'
import { page } from './paging.js'
import { scaleOf, scaleTable } from './scale.js'

export type Matcher = (object: KubeObject) => boolean

/** Whether an object is what a query's name and selectors ask for; also what a watch filters by. */
export function matcherOf(
  { kind, version }: ServedResource,
  query: Pick<ListQuery, 'labelSelector' | 'fieldSelector' | 'name'>,
): Matcher {
  const tests: Matcher[] = []
  if (query.name !== undefined) tests.push((object) => object.metadata.name === query.name)
  if (query.labelSelector) {
    const selector = understood(query.labelSelector, parseLabelSelector)
    tests.push((object) => matchesLabels(selector, object.metadata.labels))
  }
  for (const { field, operator, value } of understood(query.fieldSelector ?? '', parseFieldSelector)) {
    const read = fieldReader(version?.selectableFields ?? kind.selectableFields, field)
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

function fieldReader(special: Kind['selectableFields'], field: string): (object: KubeObject) => string {
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

/** A table of objects that have been answered: in the version that the requests for the resource speak. */
export function tableOfAnswers(core: Core, resource: ServedResource, objects: readonly KubeObject[]): Table {
  const { version, kind } = resource
  if (version === undefined) return tableOf(core, resource, objects)
  const apiVersion = apiVersionOf(kind.names)
  return tableOf(
    core,
    resource,
    objects.map((object) => ({ ...version.fromServed(deepClone(object)), apiVersion })),
  )
}

export function tableOf(core: Core, resource: ServedResource, objects: readonly KubeObject[]): Table {
  const release = releaseNumber(core.settings.kubernetesVersion)
  const columns = resource.kind.columns.filter(({ until }) => until === undefined || release <= releaseNumber(until))
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
