import { badRequest, internalError, unknownResource, wrongMethod } from '../../api/contract/status-errors.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import { negotiate, objectOffer } from '../exchange/negotiation.js'
import { findResource, type ResourcePath, resourcePath } from '../exchange/paths.js'
import { checkRoute, objectTypes } from '../exchange/route-types.js'
import { logAnswer } from '../rest/logs.js'
import type { Connection } from './connection.js'

/** What a proxy hands on; other streams are asked for with the first two. */
const connectMethods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']

/** A stream asked for in plain HTTP: a log can be told so, the others want to be upgraded. */
export async function answerStream(exchange: Exchange, path: ResourcePath): Promise<Answer> {
  if (path.subresource === 'log') {
    if (exchange.method !== 'GET') throw wrongMethod()
    checkRoute(exchange, { produces: ['text/plain', ...objectTypes] })
    // Of errors it must be known how the client reads them.
    negotiate(exchange.headers.accept, objectOffer)
    return logAnswer(exchange, path)
  }
  const proxies = path.subresource === 'proxy'
  if (!connectMethods.slice(0, proxies ? undefined : 2).includes(exchange.method)) throw wrongMethod()
  if (proxies) {
    const { proxied } = await import('../proxy/proxy.js')
    return proxied(exchange, path)
  }
  // Whom the stream would lead to is looked for first.
  if (path.subresource === 'portforward') await exchange.client.forward({ namespace: path.namespace, pod: path.name })
  else await (await import('./terminal.js')).locate(exchange, path)
  throw badRequest('Upgrade request required')
}

/** Takes over the connection of a request for one of `connects`. */
export async function openStream(
  exchange: Exchange,
  segments: readonly string[],
  connection: Connection,
): Promise<void> {
  const path = resourcePath(segments)
  const resource = path && findResource(await exchange.client.resources(), path)
  if (path === undefined || resource === undefined) throw unknownResource()
  const parts = await exchange.client.subresources(resource)
  if (!parts.some(({ name }) => name === path.subresource)) throw unknownResource()
  if (path.subresource === 'portforward') {
    const { openPortForward } = await import('./port-forward.js')
    return openPortForward(exchange, path, connection)
  }
  if (path.subresource === 'proxy') {
    const { checkTarget } = await import('../proxy/proxy.js')
    await checkTarget(exchange, path)
    // No program in the cluster speaks anything else than it is asked in.
    throw internalError('invalid upgrade response: status code 200')
  }
  const { openTerminal } = await import('./terminal.js')
  await openTerminal(exchange, path, connection)
}
