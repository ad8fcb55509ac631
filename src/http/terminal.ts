import { badRequest } from '../api/status-errors.js'
import type { Exchange } from './exchange.js'
import type { ResourcePath } from './paths.js'
import type { Connection } from './streams.js'

export async function openTerminal(_exchange: Exchange, _path: ResourcePath, _connection: Connection): Promise<void> {
  throw badRequest('unable to upgrade connection')
}
