import { bareRefusal } from '../../api/contract/status-errors.js'
import { administrator, type User } from '../../api/contract/user.js'
import type { Cluster } from '../../cluster/cluster.js'
import { textOf } from '../../model/values/byte-text.js'
import { type Answer, type Exchange, serverInside } from '../exchange/exchange.js'
import { jsonPieces } from '../exchange/json-text.js'
import { cutTarget, segmentsOf } from '../exchange/paths.js'
import { senderOf } from '../exchange/request.js'
import { userAgent } from '../exchange/user-agent.js'
import { answerPath } from './routes.js'

export interface RawOptions {
  readonly signal: AbortSignal
  /** Who asks, and may do only what the roles allow; the administrator without a word. */
  readonly user?: User
  /** Receives the texts of `Warning:` headers. */
  readonly warn?: (text: string) => void
  /** GET without a word. */
  readonly method?: string
  /** JSON, whatever it is. */
  readonly body?: string
}

const mostRedirections = 10
const headers = { 'user-agent': userAgent }

/** What a request of a path would be answered with, asked for within the process: no server is needed. */
export async function* rawRequest(
  cluster: Cluster,
  target: string,
  options: RawOptions,
  hops = 0,
): AsyncGenerator<string> {
  const { signal, user, warn = () => {}, method = 'GET', body = '' } = options
  const asked = cutTarget(target)
  const exchange: Exchange = {
    ...asked,
    server: serverInside(cluster, 'localhost', true),
    method,
    headers,
    sender: {
      ...senderOf(user ?? administrator, headers, warn),
      ...(user === undefined ? { trusted: true } : {}),
    },
    bytes: async () => Buffer.from(body),
    signal,
  }
  const answer = await answerPath(exchange, segmentsOf(asked.path) ?? [])
  if ('chunks' in answer) {
    for await (const chunk of answer.chunks) yield String(chunk)
    return
  }
  const location = 'bytes' in answer && answer.headers.find(([name]) => name === 'Location')?.[1]
  if (location && answer.status < 400 && location.startsWith('/') && hops < mostRedirections) {
    return yield* rawRequest(cluster, location, options, hops + 1)
  }
  const text = textIn(answer)
  if (answer.status >= 400) throw bareRefusal(answer.status, text.trim())
  yield text
}

function textIn(answer: Exclude<Answer, { chunks: unknown }>): string {
  if ('text' in answer) return String(answer.text)
  if ('bytes' in answer) return textOf(answer.bytes)
  return Buffer.concat([...jsonPieces(answer.object, () => undefined, answer.bareItems)]).toString('utf8')
}
