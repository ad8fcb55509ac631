/** `get -w`: the present objects, then a line for each change until Ctrl-C. */
import type { ListQuery, WatchEvent, WatchQuery } from '../../../api/contract/client.js'
import { ApiError, LackError, UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Context } from '../../command.js'
import { groupKind } from '../../resources/look-up.js'
import { selectResources } from '../../selection/resource-builder.js'
import { isNotFound, isTable, listQueryOf, queryOf, type Request } from './request.js'

export async function watchResources(request: Request, context: Context): Promise<void> {
  if (request.sortBy !== '') {
    context.io.err(
      request.watchOnly
        ? 'warning: --watch-only requested, --sort-by will be ignored\n'
        : 'warning: --watch requested, --sort-by will be ignored for watch events received\n',
    )
  }
  const query = await theOneQuery(request, context)
  try {
    if (isTable(request.output)) await watchTables(query, request, context)
    else await watchObjects(query, request, context)
  } catch (error) {
    if (!(request.ignoreNotFound && isNotFound(error))) throw error
  }
}

/** Only one resource type can be watched at a time, and by name only one object. */
async function theOneQuery(request: Request, context: Context): Promise<ListQuery> {
  const { sources } = await selectResources({ ...queryOf(request), fetch: false, singleType: true }, context)
  const [source, second] = sources
  if (second !== undefined || source === undefined) {
    throw new UsageError('you may only specify a single resource type')
  }
  if (source.by === 'files') throw new LackError('watches of the objects of a file')
  return listQueryOf(source)
}

async function watchTables(query: ListQuery, request: Request, context: Context): Promise<void> {
  const { tablePrinter } = await import('../../../printers/table.js')
  const print = tablePrinter({
    ...request.table,
    withNamespace: request.allNamespaces && query.resource.namespaced,
    ...(request.table.showKind ? { withKind: groupKind(query.resource) } : {}),
  })
  const eventOf = (type: string) => (request.watchEvents ? type : undefined)
  const present = await context.client.table(query)
  if (!request.watchOnly) context.io.out(print(present, eventOf('ADDED')))
  await context.io.flush()
  for await (const event of context.client.watchTable(
    since(query, present.metadata.resourceVersion, request, context),
  )) {
    if (event.type !== 'BOOKMARK') context.io.out(print(event.object, eventOf(event.type)))
    await context.io.flush()
  }
}

async function watchObjects(query: ListQuery, request: Request, context: Context): Promise<void> {
  const { objectPrinter } = await import('../../../printers/index.js')
  const print = await objectPrinter(
    { ...request.output, columns: true, noHeaders: request.table.noHeaders },
    context.files.read,
  )
  const show = ({ type, object }: WatchEvent) =>
    context.io.out(print(request.watchEvents ? ({ type, object } as unknown as KubeObject) : object))
  const { items, metadata } = await context.client.list(query)
  if (query.name !== undefined && items.length === 0) {
    throw new ApiError(404, 'NotFound', `${query.resource.plural} "${query.name}" not found`)
  }
  if (!request.watchOnly) for (const object of items) show({ type: 'ADDED', object })
  await context.io.flush()
  for await (const event of context.client.watch(since(query, metadata.resourceVersion, request, context))) {
    if (event.type !== 'BOOKMARK') show(event)
    await context.io.flush()
  }
}

/** A watch that its time limit ends, ends well: kubectl takes no notice of how the stream came to its end. */
function since(
  query: ListQuery,
  resourceVersion: string | undefined,
  { watchTime }: Request,
  { client, signal }: Context,
): WatchQuery {
  return {
    ...query,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(watchTime === 0 ? {} : { until: client.now() + watchTime }),
    signal,
  }
}
