import { createHash } from 'node:crypto'
import type { ResourceInfo } from '../api/client.js'
import { unknownResource, wrongMethod } from '../api/status-errors.js'
import { statusAnswer } from './answering.js'
import { type Aggregated, aggregated, coreVersions, groupList, groupOf, resourceList } from './discovery.js'
import { type Answer, type Exchange, ok, pageNotFound } from './exchange.js'
import { healthAnswer, healthPaths } from './health.js'
import { negotiate, type Offer } from './negotiation.js'
import { connects, findResource, type ResourcePath, resourcePath } from './paths.js'
import { flag } from './query.js'
import { type Greeting, greetingPath } from './remote/protocol.js'
import { answerVerb } from './verbs.js'

/** Leads a request to whatever answers it. */
export async function answerPath(exchange: Exchange, segments: readonly string[]): Promise<Answer> {
  const [root = '', group = '', version = ''] = segments
  if (root === 'api' || root === 'apis') {
    const path = resourcePath(segments)
    if (path !== undefined) return answerResource(exchange, path)
    if (group !== '' && root === 'apis' && !(await isServed(exchange, group))) return pageNotFound
    if (exchange.method !== 'GET') throw wrongMethod()
    return root === 'api' ? answerCore(exchange, group) : answerGroups(exchange, group, version)
  }
  if (root === 'version' && segments.length === 1) {
    if (exchange.method !== 'GET') throw wrongMethod()
    const { versionAnswer } = await import('./version.js')
    return versionAnswer(exchange)
  }
  if (exchange.path === greetingPath) return ok(await greetingOf(exchange))
  if (segments.length === 0) return ok({ paths: await rootPaths(exchange) })
  // What follows is found by its exact path, and does not ask for the method.
  if (exchange.path.endsWith('/')) return pageNotFound
  if (root === 'openapi' && group === 'v2' && segments.length === 2) return answerOlderOpenApi(exchange)
  if (root === 'openapi' && group === 'v3') return answerOpenApi(exchange, segments.slice(2))
  if (openIdPaths.includes(exchange.path)) {
    const { openIdAnswer } = await import('./openid.js')
    return openIdAnswer(exchange)
  }
  if (root === 'metrics' && segments.length === 1) {
    const { metricsAnswer } = await import('./metrics.js')
    return metricsAnswer(exchange)
  }
  return healthAnswer(exchange, segments) ?? pageNotFound
}

/** What our own commands begin with. */
async function greetingOf({ client, door }: Exchange): Promise<Greeting> {
  const [version, resources] = [await client.version(), await client.resources()]
  const { name, namespace } = door.cluster.settings
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
  if (path.subresource !== '' && !resource.subresources.includes(path.subresource)) throw unknownResource()
  return counted(exchange, path, () => answerServed(exchange, path, resource))
}

async function answerServed(exchange: Exchange, path: ResourcePath, resource: ResourceInfo): Promise<Answer> {
  if (path.subresource === '' || !streams.includes(path.subresource)) return answerVerb(exchange, path, resource)
  const { answerStream } = await import('./streams.js')
  return answerStream(exchange, path)
}

async function counted(exchange: Exchange, path: ResourcePath, answer: () => Promise<Answer>): Promise<Answer> {
  const { door, method, query } = exchange
  const count = (status: number) => door.requests.add(path, method, status, flag(query, 'watch'), query.has('dryRun'))
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
const streams = ['log', ...connects]

const discovery: Offer = { group: 'apidiscovery.k8s.io', kinds: { APIGroupDiscoveryList: ['v2', 'v2beta1'] } }

async function answerCore(exchange: Exchange, version: string): Promise<Answer> {
  const { client, headers, door } = exchange
  const resources = await client.resources()
  const representation = negotiate(headers.accept, version === '' ? discovery : undefined)
  if (version !== '') return found(resourceList(resources, '', version))
  if (representation.as !== '') return aggregatedAnswer(exchange, aggregated(resources, true, representation))
  return ok(coreVersions(resources, door.address()))
}

async function answerGroups(exchange: Exchange, group: string, version: string): Promise<Answer> {
  const { client, headers } = exchange
  const resources = await client.resources()
  const representation = negotiate(headers.accept, group === '' ? discovery : undefined)
  if (version !== '') return found(resourceList(resources, group, version))
  if (group !== '') return found(groupOf(resources, group))
  if (representation.as === '') return ok(groupList(resources))
  return aggregatedAnswer(exchange, aggregated(resources, false, representation))
}

/**
 * Clients tell by its type whether they have got what they asked for, and keep it for as long as its tag is the same
 * (`ServeHTTPWithETag`).
 */
function aggregatedAnswer({ headers }: Exchange, object: Aggregated): Answer {
  const text = `${JSON.stringify(object)}\n`
  const tag = `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"`
  const kept = { ETag: tag, Vary: 'Accept', 'Cache-Control': 'public' }
  if (headers['if-none-match'] === tag) return { status: 304, text: '', headers: kept }
  const version = object.apiVersion.split('/')[1]
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
  return { status: 200, text, type, headers: kept }
}

const found = (object: object | undefined): Answer => {
  if (object === undefined) throw unknownResource()
  return ok(object)
}

async function answerOlderOpenApi(exchange: Exchange): Promise<Answer> {
  const { olderOpenApiAnswer } = await import('./openapi-v2-answer.js')
  return olderOpenApiAnswer(exchange)
}

async function answerOpenApi(exchange: Exchange, below: readonly string[]): Promise<Answer> {
  const { openApiAnswer } = await import('./openapi-answer.js')
  return openApiAnswer(exchange, below)
}

async function rootPaths({ client }: Exchange): Promise<readonly string[]> {
  const resources = await client.resources()
  const groups = resources.flatMap(({ group, version }) =>
    group === '' ? [`/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`],
  )
  const others = [...openIdPaths, '/api', '/apis', ...healthPaths, '/metrics', '/openapi/v2', '/openapi/v3', '/version']
  return [...new Set([...others, ...groups])].sort()
}
