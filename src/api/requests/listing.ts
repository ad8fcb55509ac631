import type { KubeList, KubeObject } from '../../model/objects/object.js'
import { releaseNumber } from '../../model/objects/release.js'
import { deepClone } from '../../model/values/json-values.js'
import type { ListQuery } from '../contract/client.js'
import type { Columns } from '../contract/kind.js'
import { apiVersionOf } from '../contract/names.js'
import { notFound } from '../contract/status-errors.js'
import type { Table } from '../contract/table.js'
import type { ReadingCore, Subresource } from '../registry/core.js'
import { answer, resourceOf } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { page } from './paging.js'

/** A `PodList`, in key order. */
export function listObjects(core: ReadingCore, resource: ServedResource, query: ListQuery): KubeList {
  const { objects, metadata } = page(core, resource, query)
  return {
    apiVersion: apiVersionOf(resource.info),
    kind: `${resource.info.kind}List`,
    metadata,
    items: objects.map((object) => answer(resource, object)),
  }
}

/** How the objects of a table are shown. */
export interface TableView {
  readonly columns: Columns
  /** Instead of the objects, what shows at this subresource of theirs. */
  readonly part?: Subresource | undefined
}

/** The list, or the one object of that name, as a Table, as every client prints it. */
export function listTable(core: ReadingCore, resource: ServedResource, query: ListQuery, view: TableView): Table {
  const { objects, metadata } = page(core, resource, query)
  if (query.name !== undefined && objects.length === 0) throw notFound(resourceOf(resource), query.name)
  const { part } = view
  if (part?.type === undefined) return { ...tableOf(core, resource, objects, view.columns), metadata }
  const parts = objects.map((object) => part.get?.(object) ?? object)
  return { ...rowsOf(core, part.columns ?? [], parts, (each) => each), metadata }
}

/** A table of objects that have been answered: in the version that the requests for the resource speak. */
export function tableOfAnswers(
  core: ReadingCore,
  resource: ServedResource,
  objects: readonly KubeObject[],
  { columns, part }: TableView,
): Table {
  const { version, kind } = resource
  if (part?.type !== undefined) return rowsOf(core, part.columns ?? [], objects, (each) => each)
  if (version === undefined) return tableOf(core, resource, objects, columns)
  const apiVersion = apiVersionOf(kind.names)
  const stored = objects.map((object) => ({ ...version.fromServed(deepClone(object)), apiVersion }))
  return tableOf(core, resource, stored, columns)
}

export function tableOf(
  core: ReadingCore,
  resource: ServedResource,
  objects: readonly KubeObject[],
  columns: Columns,
): Table {
  return rowsOf(core, columns, objects, (object) => answer(resource, object))
}

function rowsOf(
  core: ReadingCore,
  all: Columns,
  objects: readonly KubeObject[],
  shown: (object: KubeObject) => KubeObject,
): Table {
  const release = releaseNumber(core.settings.kubernetesVersion)
  const columns = all.filter(({ until }) => until === undefined || release <= releaseNumber(until))
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
      object: shown(object),
    })),
  }
}
