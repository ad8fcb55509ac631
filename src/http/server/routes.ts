import type { ResourceInfo } from '../../api/contract/names.js'
import { unknownPart, unknownResource, wrongMethod } from '../../api/contract/status-errors.js'
import { answerCore, answerGroups } from '../documents/discovery-answer.js'
import { healthAnswer, healthPaths } from '../documents/health.js'
import { statusAnswer } from '../exchange/answering.js'
import { type Answer, type Exchange, pageNotFound, rawJson } from '../exchange/exchange.js'
import { mediaTypes } from '../exchange/negotiation.js'
import { type Greeting, greetingPath } from '../exchange/own-protocol.js'
import { connects, findResource, type ResourcePath, resourcePath } from '../exchange/paths.js'
import { flag } from '../exchange/query.js'
import { checkRoute } from '../exchange/route-types.js'
import type { Asked } from '../rest/call.js'
import { answerVerb } from '../rest/verbs.js'

/** Leads a request to whatever answers it. */
export async function answerPath(exchange: Exchange, segments: readonly string[]): Promise<Answer> {
  const [root = '', group = '', version = ''] = segments
  if (root === 'api' || root === 'apis') {
    const path = resourcePath(segments)
    if (path !== undefined) return answerResource(exchange, path)
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
async function greetingOf({ client, server }: Exchange): Promise<Greeting> {
  const [version, resources] = [await client.version(), await client.resources()]
  const { name, namespace } = server.cluster.settings
  return { name, namespace, version, resources }
}

/** What others need to know to believe the tokens of service accounts. */
const openIdPaths = ['/.well-known/openid-configuration', '/openid/v1/jwks']

const isServed = async ({ client }: Exchange, group: string) =>
  (await client.resources()).some((info) => info.group === group)

/** A group that is not served is no page, but whatever cannot be found in one that is is told as the api tells it. */
async function answerResource(exchange: Exchange, path: ResourcePath): Promise<Answer> {
  const resources = await exchange.client.resources()
  if (path.group !== '' && !resources.some(({ group }) => group === path.group)) return pageNotFound
  const resource = findResource(resources, path)
  if (resource === undefined) throw unknownResource()
  if (path.rest.length > 0 && path.subresource !== 'proxy') throw unknownResource()
  const part = await partOf(exchange, path, resource)
  return counted(exchange, path, () => answerServed({ exchange, path, resource, part }))
}

async function partOf({ client }: Exchange, { subresource, name }: ResourcePath, resource: ResourceInfo) {
  if (subresource === '') return undefined
  const found = (await client.subresources(resource)).find((each) => each.name === subresource)
  if (found === undefined) throw unknownPart(resource, name)
  return found
}

async function answerServed(asked: Asked): Promise<Answer> {
  if (asked.part?.streams !== true) return answerVerb(asked)
  const { answerStream } = await import('../streams/streams.js')
  return answerStream(asked.exchange, asked.path)
}

async function counted(exchange: Exchange, path: ResourcePath, answer: () => Promise<Answer>): Promise<Answer> {
  const { server, method, query } = exchange
  const count = (status: number) => server.requests.add(path, method, status, flag(query, 'watch'), query.has('dryRun'))
  try {
    const result = await answer()
    count(result.status)
    return result
  } catch (error) {
    count(statusAnswer(error).status)
    throw error
  }
}

/** Subresources that are no objects. */
const _streams = ['log', ...connects]

async function answerOlderOpenApi(exchange: Exchange): Promise<Answer> {
  const { olderOpenApiAnswer } = await import('../documents/openapi-v2-answer.js')
  return olderOpenApiAnswer(exchange)
}

async function answerOpenApi(exchange: Exchange, below: readonly string[]): Promise<Answer> {
  const { openApiAnswer } = await import('../documents/openapi-answer.js')
  return openApiAnswer(exchange, below)
}

async function rootPaths({ client }: Exchange): Promise<readonly string[]> {
  const resources = await client.resources()
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
