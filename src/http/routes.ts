import { unknownResource } from '../api/status-errors.js'
import { aggregated, coreVersions, groupList, groupOf, resourceList } from './discovery.js'
import { type Answer, type Exchange, ok, pageNotFound } from './exchange.js'
import { healthAnswer } from './health.js'
import { negotiate } from './negotiation.js'
import { findResource, type ResourcePath, resourcePath } from './paths.js'
import { answerVerb, wrongMethod } from './verbs.js'

/** Leads a request to whatever answers it. */
export async function answerPath(exchange: Exchange, segments: readonly string[]): Promise<Answer> {
  const [root = '', group = '', version = ''] = segments
  const reads = exchange.method === 'GET' || exchange.method === 'HEAD'
  if (root === 'api' || root === 'apis') {
    const path = resourcePath(segments)
    if (path !== undefined) return answerResource(exchange, path)
    if (!reads) throw wrongMethod()
    return root === 'api' ? answerCore(exchange, group) : answerGroups(exchange, group, version)
  }
  if (!reads) return pageNotFound
  if (segments.length === 0) return ok({ paths: await rootPaths(exchange) })
  if (root === 'version' && segments.length === 1) {
    const { versionAnswer } = await import('./version.js')
    return versionAnswer(exchange)
  }
  if (root === 'openapi' && group === 'v2' && segments.length === 2) return emptySwagger(exchange)
  if (root === 'openapi' && group === 'v3') return answerOpenApi(exchange, segments.slice(2))
  if (root === 'metrics' && segments.length === 1) {
    const { metricsAnswer } = await import('./metrics.js')
    return metricsAnswer(exchange)
  }
  return healthAnswer(exchange, segments) ?? pageNotFound
}

async function answerResource(exchange: Exchange, path: ResourcePath): Promise<Answer> {
  const resources = await exchange.client.resources()
  if (!resources.some(({ group, version }) => group === path.group && version === path.version)) return pageNotFound
  const resource = findResource(resources, path)
  if (resource === undefined) throw unknownResource()
  if (path.subresource === '' || !streams.includes(path.subresource)) return answerVerb(exchange, path, resource)
  if (!resource.subresources.includes(path.subresource)) throw unknownResource()
  const { answerStream } = await import('./streams.js')
  return answerStream(exchange, path)
}

/** Subresources that are no objects. */
const streams = ['log', 'exec', 'attach', 'portforward', 'proxy']

const discovery = { APIGroupDiscoveryList: ['v2', 'v2beta1'] }

async function answerCore({ client, headers, door }: Exchange, version: string): Promise<Answer> {
  const resources = await client.resources()
  if (version !== '') return found(resourceList(resources, '', version))
  const representation = negotiate(headers.accept, discovery)
  if (representation.as !== '')
    return aggregatedAnswer(aggregated(resources, true, representation), representation.version)
  return ok(coreVersions(resources, door.address()))
}

async function answerGroups({ client, headers }: Exchange, group: string, version: string): Promise<Answer> {
  const resources = await client.resources()
  if (version !== '') return found(resourceList(resources, group, version))
  if (group !== '') return found(groupOf(resources, group))
  const representation = negotiate(headers.accept, discovery)
  if (representation.as === '') return ok(groupList(resources))
  return aggregatedAnswer(aggregated(resources, false, representation), representation.version)
}

/** Clients tell by its type whether they have got what they asked for. */
function aggregatedAnswer(object: object, version: string): Answer {
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
  return { status: 200, text: JSON.stringify(object), type }
}

const found = (object: object | undefined): Answer => (object === undefined ? pageNotFound : ok(object))

/**
 * The older form of the schemas, without any: what is served is in the newer one, and kubectl asks here only for kinds
 * that it has not found there, to learn that they are not here either. In protobuf: a Document whose field 1 says `2.0`.
 */
function emptySwagger({ headers }: Exchange): Answer {
  const binary = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
  if (headers.accept?.replace('@', '.').includes(binary)) return { status: 200, text: '\n\u00032.0', type: binary }
  return ok({ swagger: '2.0', info: { title: 'Kubernetes', version: 'unversioned' }, paths: {} })
}

async function answerOpenApi({ client, door }: Exchange, below: readonly string[]): Promise<Answer> {
  const { openApiDocument, openApiIndex } = await import('./openapi.js')
  const { customSchemas } = await import('./openapi-custom.js')
  const published = {
    resources: await client.resources(),
    custom: await door.cluster.read(customSchemas),
    kubernetesVersion: (await client.version()).gitVersion.slice(1),
  }
  if (below.length === 0) return ok(await openApiIndex(published))
  const [root, ...names] = below
  const [group, version = ''] = root === 'api' ? ['', ...names] : names
  return found(await openApiDocument(published, group ?? '', version))
}

async function rootPaths({ client }: Exchange): Promise<readonly string[]> {
  const resources = await client.resources()
  const groups = resources.flatMap(({ group, version }) =>
    group === '' ? [`/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`],
  )
  const others = ['/api', '/apis', '/healthz', '/livez', '/metrics', '/openapi/v3', '/readyz', '/version']
  return [...new Set([...others, ...groups])].sort()
}
