import { badRequest, internalError, unknownResource, wrongMethod } from '../../api/contract/status-errors.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import { negotiate, objectOffer } from '../exchange/negotiation.js'
import { findResource, type ResourcePath, resourcePath } from '../exchange/paths.js'
import { answeredBy, resourceRequest } from '../exchange/request.js'
import { checkRoute, objectTypes } from '../exchange/route-types.js'
import { logAnswer, logOptions } from '../rest/logs.js'
import type { Connection } from './connection.js'
import { connectOptions } from './options.js'

/** What a proxy hands on; other streams are asked for with the first two. */
const connectMethods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']

/** A stream asked for in plain HTTP: a log can be told so, the others want to be upgraded. */
export function answerStream(exchange: Exchange, path: ResourcePath, segments: readonly string[]): Promise<Answer> {
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
  exchange: Exchange,
  segments: readonly string[],
  connection: Connection,
): Promise<void> {
  const path = resourcePath(segments)
  if (path === undefined || !(await isServed(exchange, path))) {
    await answeredBy(exchange, segments, () => {
      throw unknownResource()
    })
  } else if (path.subresource === 'proxy') await refuseProxied(exchange, path, segments)
  else if (path.subresource === 'portforward') {
    const { openPortForward } = await import('./port-forward.js')
    await openPortForward(exchange, path, connection)
  } else {
    const { openTerminal } = await import('./terminal.js')
    await openTerminal(exchange, path, connection)
  }
}

async function isServed({ server }: Exchange, path: ResourcePath): Promise<boolean> {
  const { client } = server.cluster
  const resource = findResource(await client.resources(), path)
  return resource !== undefined && (await client.subresources(resource)).some(({ name }) => name === path.subresource)
}

const refuseProxied = (exchange: Exchange, path: ResourcePath, segments: readonly string[]) =>
  answeredBy(exchange, segments, async () => {
    const { checkTarget } = await import('../proxy/proxy.js')
    await checkTarget(exchange, path)
    // No program in the cluster speaks anything else than it is asked in.
    throw internalError('invalid upgrade response: status code 200')
  })
