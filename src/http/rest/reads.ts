import { ApiError } from '../../api/contract/errors.js'
import type { Content } from '../../api/contract/request.js'
import { badRequest } from '../../api/contract/status-errors.js'
import type { Table } from '../../api/contract/table.js'
import type { KubeList } from '../../model/objects/object.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import { type Answer, ok } from '../exchange/exchange.js'
import { checkListOptions, listQuery, revisionOption } from '../exchange/query.js'
import { objectTypes, streamedTypes } from '../exchange/route-types.js'
import { type Call, objectIn, type Verb } from './call.js'
import { includeObject, represented, shownTable } from './representation.js'
import type { WatchContent } from './watching.js'

const asTable = ({ representation }: Call) => (representation.as === 'Table' ? { table: true } : {})

const tableAnswer = (table: Table, call: Call): Answer =>
  ok(shownTable(table, includeObject(call), call.representation.version))

export const get: Verb = {
  route: { produces: objectTypes },
  async content(call) {
    await checkRevision(call, false)
    return { options: asTable(call) }
  },
  async shown(answer, call, { options }) {
    const { object } = objectIn(answer)
    return options.table === true ? tableAnswer(object as Table, call) : ok(await represented(object, call))
  },
}

export const list: Verb = {
  route: { produces: streamedTypes },
  async content(call) {
    const { query } = call.exchange
    checkListOptions(query, false)
    await checkRevision(call, true)
    return { options: { ...listQuery(query), ...asTable(call) } }
  },
  shown(answer, call, { options }) {
    const { object } = objectIn(answer)
    return options.table === true ? tableAnswer(object as Table, call) : listed(object as KubeList, call)
  },
}

/** Custom resources know their type in lists too, and these always say where they go on. */
export async function listed(list: KubeList, call: Call): Promise<Answer> {
  if (builtInKind(call.resource) !== undefined) {
    return { status: 200, object: await represented(list, call), bareItems: call.representation.as === '' }
  }
  return ok(await represented({ ...list, metadata: { continue: '', ...list.metadata } }, call))
}

/** What has not happened yet cannot be told; a server waits for it, and gives up. */
async function checkRevision({ exchange }: Call, lists: boolean): Promise<void> {
  const { query, server } = exchange
  const wanted = revisionOption(query, lists)
  if (lists && wanted !== undefined && wanted > 0 && query.get('continue')) {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  if (wanted === undefined) return
  const current = await server.cluster.read(({ revision }) => revision)
  if (wanted > current) {
    const message = `Too large resource version: ${wanted}, current: ${current}`
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
    throw new ApiError(504, 'Timeout', `Timeout: ${message}`, { causes, retryAfterSeconds: 1 })
  }
}

export const watch: Verb = {
  route: { produces: streamedTypes },
  streams: true,
  content: async (call) => (await import('./watching.js')).watchContent(call),
  shown: async (answer, call, content: Content) => {
    const { watchAnswer } = await import('./watching.js')
    return watchAnswer(answer, call, content as WatchContent)
  },
}
