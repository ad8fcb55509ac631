/** The API server as programs in the cluster reach it: the same protocol, without a socket. */
import { sentWarnings } from '../../api/contract/warnings.js'
import type { Cluster } from '../../cluster/cluster.js'
import { objectKey } from '../../model/objects/object.js'
import type { Endpoints } from '../../model/objects/types.js'
import { byteLength, bytesOf, textOf } from '../../model/values/byte-text.js'
import type { Header, HttpRequest, HttpResponse } from '../../network/contract.js'
import { reasonPhrase } from '../../runtime/http/reason-phrases.js'
import { objectText, statusAnswer, warningHeader } from '../exchange/answering.js'
import { type Answer, type Exchange, serverInside } from '../exchange/exchange.js'
import { renderingOf } from '../exchange/negotiation.js'
import { cutTarget, segmentsOf } from '../exchange/paths.js'
import { senderOf } from '../exchange/request.js'
import { authenticator } from './authentication.js'
import { answerPath } from './routes.js'
import { newToken } from './token.js'

/**
 * Answers a request as the server would: who shows no token is nobody in particular, and what may be done is asked of the
 * roles. A watch is told until its `timeoutSeconds`, all at once; one without an end is refused.
 */
export async function answerInside(
  cluster: Cluster,
  request: HttpRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<HttpResponse> {
  const warnings: string[] = []
  const message = { url: request.path, headers: headersOf(request) }
  const answer = await answerOf(cluster, request, message.headers, warnings, signal).catch(statusAnswer)
  const shown = await textAnswer(answer, message, cluster)
  const own: Header[] = sentWarnings(warnings).map((text) => ['Warning', warningHeader(text)])
  const headers: Header[] = [
    ...shown.headers,
    ...own,
    ['Date', new Date(cluster.now()).toUTCString()],
    ['Content-Length', String(byteLength(shown.body))],
  ]
  const { status, body } = shown
  return {
    version: '1.1',
    status,
    reason: reasonPhrase(status),
    headers,
    body: request.method === 'HEAD' ? '' : body,
  }
}

async function answerOf(
  cluster: Cluster,
  { method, path: target, body }: HttpRequest,
  headers: Record<string, string>,
  warnings: string[],
  signal: AbortSignal,
): Promise<Answer> {
  const cut = cutTarget(target)
  const segments = segmentsOf(cut.path)
  if (segments === undefined) return { status: 400, text: '400 Bad Request\n' }
  // Nobody knows the administrator's token in here.
  const requester = await authenticator(cluster, newToken(), true)({ method, path: cut.path, headers })
  const asked = { ...cut, method, headers }
  const address = await cluster.read((reader) => addressOf(reader.get<Endpoints>(kubernetes)))
  const exchange: Exchange = {
    ...asked,
    server: serverInside(cluster, address, false),
    sender: senderOf(requester, headers, (text) => warnings.push(text)),
    bytes: async () => bytesOf(body),
    signal,
  }
  return answerPath(exchange, segments)
}

const kubernetes = objectKey('endpoints', 'default', 'kubernetes')

function addressOf(endpoints: Endpoints | undefined): string {
  const [subset] = endpoints?.subsets ?? []
  return `${subset?.addresses?.[0]?.ip ?? '127.0.0.1'}:${subset?.ports?.[0]?.port ?? 6443}`
}

/** By their names in small letters, as Node has them. */
function headersOf({ headers }: HttpRequest): Record<string, string> {
  const joined: Record<string, string> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    joined[key] = joined[key] === undefined ? value : `${joined[key]}, ${value}`
  }
  return joined
}

interface Shown {
  readonly status: number
  readonly headers: readonly Header[]
  readonly body: string
}

async function textAnswer(
  answer: Answer,
  message: { readonly url: string; readonly headers: Record<string, string> },
  cluster: Cluster,
): Promise<Shown> {
  const { status } = answer
  const typed = (type: string): Header[] => [
    ['Cache-Control', 'no-cache, private'],
    ['Content-Type', type],
  ]
  if ('bytes' in answer) return { status, headers: answer.headers, body: textOf(answer.bytes) }
  if ('chunks' in answer) {
    let body = ''
    for await (const chunk of answer.chunks) body += typeof chunk === 'string' ? chunk : textOf(chunk)
    return { status, headers: typed(answer.type), body }
  }
  const shown =
    'text' in answer
      ? answer
      : await objectText(message, answer, answer.rendering ?? renderingOf(message), cluster.textOf)
  const { text, type = 'text/plain; charset=utf-8' } = shown
  return { status, headers: typed(type), body: typeof text === 'string' ? text : textOf(text) }
}
