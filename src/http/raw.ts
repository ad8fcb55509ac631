import { unknownResource } from '../api/status-errors.js'
import { administrator, type User } from '../api/user.js'
import type { Cluster } from '../cluster/cluster.js'
import { typeFirst } from './answering.js'
import { authorised } from './authorisation.js'
import type { Exchange } from './exchange.js'
import { segmentsOf } from './paths.js'
import { answerPath } from './routes.js'

export interface RawOptions {
  readonly signal: AbortSignal
  /** Who asks, and may do only what the roles allow; the administrator without a word. */
  readonly user?: User
}

/** What a GET of a path would answer, asked for from inside the house: no server is needed. */
export async function* rawGet(cluster: Cluster, target: string, options: RawOptions): AsyncGenerator<string> {
  const { signal, user } = options
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const exchange: Exchange = {
    door: { cluster, parseYaml: JSON.parse, patience: 0, address: () => 'localhost' },
    method: 'GET',
    path,
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: {},
    user: user ?? administrator,
    client: cluster.client,
    bytes: async () => Buffer.alloc(0),
    signal,
  }
  const segments = segmentsOf(path) ?? []
  if (user !== undefined) await authorised(cluster, user, exchange, segments)
  const answer = await answerPath(exchange, segments)
  // Clients take a page that is not there for a resource that is not served.
  if (answer.status === 404) throw unknownResource()
  if ('chunks' in answer) yield* answer.chunks as AsyncIterable<string>
  else yield 'text' in answer ? answer.text : `${JSON.stringify(typeFirst(answer.object))}\n`
}
