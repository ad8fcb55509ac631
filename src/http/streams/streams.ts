import { badRequest, internalError, wrongMethod } from '../../api/contract/status-errors.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import { negotiate, objectOffer } from '../exchange/negotiation.js'
import type { ResourcePath } from '../exchange/paths.js'
import { answeredBy, resourceRequest } from '../exchange/request.js'
import { checkRoute, objectTypes } from '../exchange/route-types.js'
import type { Asked } from '../rest/call.js'
import { logAnswer, logOptions } from '../rest/logs.js'
import type { Connection } from './connection.js'
import { connectOptions } from './options.js'

/** What a proxy hands on; other streams are asked for with the first two. */
const connectMethods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']

/** A stream asked for in plain HTTP: a log can be told so, the others want to be upgraded. */
export function answerStream({ exchange, path }: Asked, segments: readonly string[]): Promise<Answer> {
  if (path.subresource === 'log') return answerLog(exchange, path)
  return path.subresource === 'proxy' ? answerProxied(exchange, path, segments) : refuseStream(exchange, path)
}

async function answerLog(exchange: Exchange, path: ResourcePath): Promise<Answer> {
  const request = resourceRequest(exchange, path, () => {
    if (exchange.method !== 'GET') throw wrongMethod()
    checkRoute(exchange, { produces: ['text/plain', ...objectTypes] })
    // Of errors it must be known how the client reads them.
    negotiate(exchange.headers.accept, objectOffer)
    return { options: logOptions(exchange) }
  })
  return logAnswer(await exchange.server.cluster.send(request), exchange)
}

const answerProxied = (exchange: Exchange, path: ResourcePath, segments: readonly string[]): Promise<Answer> =>
  answeredBy(exchange, segments, async () => {
    if (!connectMethods.includes(exchange.method)) throw wrongMethod()
    const { proxied } = await import('../proxy/proxy.js')
    return proxied(exchange, path)
  })

/** Whom the stream would lead to is looked for first. */
async function refuseStream(exchange: Exchange, path: ResourcePath): Promise<never> {
  const request = resourceRequest(exchange, path, () => {
    if (!connectMethods.slice(0, 2).includes(exchange.method)) throw wrongMethod()
    return { options: connectOptions(exchange) }
  })
  await exchange.server.cluster.send(request)
  throw badRequest('Upgrade request required')
}

/** Takes over the connection of a request for one of `connects`. */
export async function openStream(
  { exchange, path }: Asked,
  segments: readonly string[],
  connection: Connection,
): Promise<void> {
  if (path.subresource === 'proxy') await refuseProxied(exchange, path, segments)
  else if (path.subresource === 'portforward') {
    const { openPortForward } = await import('./port-forward.js')
    await openPortForward(exchange, path, connection)
  } else {
    const { openTerminal } = await import('./terminal.js')
    await openTerminal(exchange, path, connection)
  }
}

const refuseProxied = (exchange: Exchange, path: ResourcePath, segments: readonly string[]) =>
  answeredBy(exchange, segments, async () => {
    const { checkTarget } = await import('../proxy/proxy.js')
    await checkTarget(exchange, path)
    // No program in the cluster speaks anything else than it is asked in.
    throw internalError('invalid upgrade response: status code 200')
  })
