import type { ApiError } from '../../api/contract/errors.js'
import { unknownPart, unknownResource, wrongMethod } from '../../api/contract/status-errors.js'
import { answerCore, answerGroups } from '../documents/discovery-answer.js'
import { healthAnswer, healthPaths } from '../documents/health.js'
import { statusAnswer } from '../exchange/answering.js'
import { type Answer, type Exchange, pageNotFound, rawJson } from '../exchange/exchange.js'
import { mediaTypes } from '../exchange/negotiation.js'
import { type Greeting, greetingPath, pulledWatch } from '../exchange/own-protocol.js'
import { connects, findResource, type ResourcePath, resourcePath } from '../exchange/paths.js'
import { answeredBy, verbOf } from '../exchange/request.js'
import { checkRoute } from '../exchange/route-types.js'
import type { Asked } from '../rest/call.js'
import { answerVerb } from '../rest/verbs.js'
import type { Connection } from '../streams/connection.js'

/**
 * Leads a request to whatever answers it, which is decided before anything is done: objects and streams to the registry,
 * all else to a document. Both ways begin with the question whether the sender may ask.
 */
export async function answerPath(exchange: Exchange, segments: readonly string[]): Promise<Answer> {
  const path = resourcePath(segments)
  if (path === undefined) return answeredBy(exchange, segments, () => answerDocument(exchange, segments))
  const asked = await lookUp(exchange, path)
  if (typeof asked === 'function') return answeredBy(exchange, segments, asked)
  return counted(asked, (exchange) => answerServed({ ...asked, exchange }, segments))
}

/**
 * The same for a request whose connection shall speak another protocol. Undefined when it has been taken over; else it is for
 * the caller to tell the answer.
 */
export async function connectPath(
  exchange: Exchange,
  segments: readonly string[],
  connection: Connection,
): Promise<Answer | undefined> {
  const path = resourcePath(segments)
  const pulls = exchange.headers.upgrade === pulledWatch
  if (path === undefined || !(pulls || connects.includes(path.subresource))) return answerPath(exchange, segments)
  const asked = await lookUp(exchange, path)
  if (typeof asked === 'function') return answeredBy(exchange, segments, asked)
  if (pulls) {
    const { openPulledWatch } = await import('../streams/pulled-watch.js')
    await openPulledWatch(asked, connection)
  } else {
    const { openStream } = await import('../streams/streams.js')
    await openStream(asked, segments, connection)
  }
  return undefined
}

async function answerDocument(exchange: Exchange, segments: readonly string[]): Promise<Answer> {
  const [root = '', group = '', version = ''] = segments
  if (root === 'api' || root === 'apis') {
    if (group !== '' && root === 'apis' && !(await isServed(exchange, group))) return pageNotFound
    // What an aggregator answers by itself it answers whatever the method.
    if (exchange.method !== 'GET' && (root === 'api' || version !== '')) throw wrongMethod()
    return root === 'api' ? answerCore(exchange, group) : answerGroups(exchange, group, version)
  }
  if (root === 'version' && segments.length === 1) {
    if (exchange.method !== 'GET') throw wrongMethod()
    checkRoute(exchange, { produces: [mediaTypes.json], consumes: [mediaTypes.json] })
    const { versionAnswer } = await import('../documents/version.js')
    return versionAnswer(exchange)
  }
  if (exchange.path === greetingPath) return rawJson(await greetingOf(exchange))
  if (exchange.path === '/') return rawJson({ paths: await rootPaths(exchange) })
  // What follows is found by its exact path, and does not ask for the method.
  if (exchange.path.endsWith('/')) return pageNotFound
  if (root === 'openapi' && group === 'v2' && segments.length === 2) return answerOlderOpenApi(exchange)
  if (root === 'openapi' && group === 'v3') return answerOpenApi(exchange, segments.slice(2))
  if (openIdPaths.includes(exchange.path)) {
    const { openIdAnswer } = await import('../documents/openid.js')
    return openIdAnswer(exchange)
  }
  if (root === 'metrics' && segments.length === 1) {
    const { metricsAnswer } = await import('../documents/metrics.js')
    return metricsAnswer(exchange)
  }
  return healthAnswer(exchange, segments) ?? pageNotFound
}

/** What our own commands begin with. */
async function greetingOf({ server }: Exchange): Promise<Greeting> {
  const { client, settings } = server.cluster
  const [version, resources] = [await client.version(), await client.resources()]
  const { name, namespace } = settings
  return { name, namespace, version, resources }
}

/** What others need to know to believe the tokens of service accounts. */
const openIdPaths = ['/.well-known/openid-configuration', '/openid/v1/jwks']

const isServed = async ({ server }: Exchange, group: string) =>
  (await server.cluster.client.resources()).some((info) => info.group === group)

/**
 * What a path names; else what is said of it. A group that is not served is no page, but whatever cannot be found in one
 * that is is told as the api tells it.
 */
async function lookUp(exchange: Exchange, path: ResourcePath): Promise<Asked | (() => Answer)> {
  const refused = (error: ApiError) => () => {
    throw error
  }
  const { client } = exchange.server.cluster
  const resources = await client.resources()
  if (path.group !== '' && !resources.some(({ group }) => group === path.group)) return () => pageNotFound
  const resource = findResource(resources, path)
  if (resource === undefined) return refused(unknownResource())
  if (path.rest.length > 0 && path.subresource !== 'proxy') return refused(unknownResource())
  // Nothing but objects is watched: behind `/watch/` no subresource has a route.
  if (path.watches && path.subresource !== '') return refused(unknownResource())
  if (path.subresource === '') return { exchange, path, resource, part: undefined }
  const part = (await client.subresources(resource)).find(({ name }) => name === path.subresource)
  return part === undefined ? refused(unknownPart(resource, path.name)) : { exchange, path, resource, part }
}

async function answerServed(asked: Asked, segments: readonly string[]): Promise<Answer> {
  if (asked.part?.streams !== true) return answerVerb(asked)
  const { answerStream } = await import('../streams/streams.js')
  return answerStream(asked, segments)
}

/** Counts what those have been answered who may ask. */
async function counted({ exchange, path }: Asked, answer: (exchange: Exchange) => Promise<Answer>): Promise<Answer> {
  let admitted = false
  const { server, method, query } = exchange
  const verb = verbOf(exchange, path)
  const count = (status: number) => server.requests.add(path, method, verb, status, query.has('dryRun'))
  const noticed = () => {
    admitted = true
  }
  try {
    const result = await answer({ ...exchange, admitted: noticed })
    count(result.status)
    return result
  } catch (error) {
    if (admitted) count(statusAnswer(error).status)
    throw error
  }
}

async function answerOlderOpenApi(exchange: Exchange): Promise<Answer> {
  const { olderOpenApiAnswer } = await import('../documents/openapi-v2-answer.js')
  return olderOpenApiAnswer(exchange)
}

async function answerOpenApi(exchange: Exchange, below: readonly string[]): Promise<Answer> {
  const { openApiAnswer } = await import('../documents/openapi-answer.js')
  return openApiAnswer(exchange, below)
}

async function rootPaths({ server }: Exchange): Promise<readonly string[]> {
  const resources = await server.cluster.client.resources()
  const groups = resources.flatMap(({ group, version }) =>
    group === '' ? [`/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`],
  )
  const others = [
    ...openIdPaths,
    '/api',
    '/apis',
    '/apis/',
    ...healthPaths,
    '/metrics',
    '/openapi/v2',
    '/openapi/v3',
    '/version',
  ]
  return [...new Set([...others, ...groups])].sort()
}
