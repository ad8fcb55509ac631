/** `get` for people: tables, made by the API, one for each run of objects of the same resource. */
import type { ListQuery } from '../../../api/contract/client.js'
import type { ResourceInfo } from '../../../api/contract/names.js'
import type { Table } from '../../../api/contract/table.js'
import type { Context } from '../../command.js'
import { groupKind } from '../../resources/look-up.js'
import type { Source } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { enhanceListError, fetchObject, withPart } from '../../selection/resource-reading.js'
import { isNotFound, listQueryOf, queryOf, type Request } from './request.js'

/** Prints everything that can be had; returns the errors about the rest. */
export async function printTables(request: Request, context: Context): Promise<readonly unknown[]> {
  const { tables, errors } = await fetchTables(request, context)
  const remaining = request.ignoreNotFound ? errors.filter((error) => !isNotFound(error)) : errors
  const { tablePrinter } = await import('../../../printers/table.js')
  const resources = tables.map(({ resource }) => resource)
  const severalKinds = new Set(tables.map(({ resource }) => resource)).size > 1
  let written = false
  for (const { resource, table } of await inOrder(merged(tables), tables.length, request)) {
    const print = tablePrinter({
      ...request.table,
      withNamespace: request.allNamespaces && resource.namespaced,
      ...(severalKinds || request.table.showKind ? { withKind: groupKind(resource) } : {}),
    })
    const text = print(table)
    if (text === '') continue
    context.io.out(written && !request.table.noHeaders ? `\n${text}` : text)
    written = true
  }
  if (!written && !request.ignoreNotFound && remaining.length === 0) sayNothingFound(resources, request, context)
  return remaining
}

/**
 * --sort-by, as far as kubectl gets with it: the rows of one answer are sorted, and left out when they cannot be; several
 * answers are sorted as if they were objects, which have none of the fields.
 */
async function inOrder(tables: readonly Fetched[], answers: number, { sortBy }: Request): Promise<readonly Fetched[]> {
  if (sortBy === '') return tables
  const { sortObjects, sortTable, UnknownField } = await import('../../../printers/sort.js')
  if (answers > 1) sortObjects([{}], sortBy)
  return tables.flatMap(({ resource, table }) => {
    try {
      return [{ resource, table: sortTable(table, sortBy) }]
    } catch (error) {
      if (error instanceof UnknownField) return []
      throw error
    }
  })
}

function sayNothingFound(resources: readonly ResourceInfo[], request: Request, { io, namespace }: Context): void {
  const namespaced = !request.allNamespaces && resources.every((resource) => resource.namespaced)
  io.err(namespaced ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n')
}

interface Fetched {
  readonly resource: ResourceInfo
  readonly table: Table
}

async function fetchTables(request: Request, context: Context) {
  const selection = await selectResources({ ...queryOf(request), fetch: false }, context)
  const queries = await queriesOf(selection.sources, selection, context)
  const tables: Fetched[] = []
  const errors: unknown[] = [...queries.errors]
  for (const query of queries.found) {
    try {
      const part = request.subresource === '' ? {} : { subresource: request.subresource }
      const whole = request.sortBy === '' ? {} : { wholeObjects: true }
      const table = await context.client.table(await withPart({ ...query, ...part, ...whole }, context.client))
      tables.push({ resource: query.resource, table })
    } catch (error) {
      errors.push(await explained(error, query, context))
    }
  }
  return { tables, errors }
}

/** What was looked for; or that the namespace, rather than the object, is missing. */
async function explained(error: unknown, query: ListQuery, context: Context): Promise<unknown> {
  const { resource, namespace, name } = query
  if (name === undefined) return enhanceListError(error, query)
  return fetchObject({ resource, namespace, name }, context).then(
    () => error,
    (better: unknown) => better,
  )
}

/** One request for each list, named object, or object in a file. */
async function queriesOf(
  sources: readonly Source[],
  selection: Awaited<ReturnType<typeof selectResources>>,
  context: Context,
): Promise<{ found: readonly ListQuery[]; errors: readonly unknown[] }> {
  if (sources.every((source) => source.by !== 'files')) return { found: sources.map(listQueryOf), errors: [] }
  const { itemsAndErrors } = await import('../../selection/items-and-errors.js')
  const { items, errors } = await itemsAndErrors(selection)
  return {
    found: items.map(({ resource, namespace, name }) => ({
      resource,
      namespace: namespace || context.namespace,
      name,
    })),
    errors,
  }
}

/** Neighbouring tables of one resource become one, under one header. */
function merged(fetched: readonly Fetched[]): readonly Fetched[] {
  const result: Fetched[] = []
  for (const next of fetched) {
    const last = result.at(-1)
    if (last === undefined || last.resource !== next.resource) result.push(next)
    else {
      const rows = [...last.table.rows, ...next.table.rows]
      result[result.length - 1] = { resource: last.resource, table: { ...last.table, rows } }
    }
  }
  return result
}
