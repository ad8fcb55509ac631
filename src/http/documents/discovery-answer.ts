import { createHash } from 'node:crypto'
import { unknownResource } from '../../api/contract/status-errors.js'
import { releaseNumber } from '../../model/objects/release.js'
import { objectText } from '../exchange/answering.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import { type Answer, type Exchange, ok } from '../exchange/exchange.js'
import { mediaTypes, negotiate, type Offer, type Representation } from '../exchange/negotiation.js'
import { checkRoute, objectTypes } from '../exchange/route-types.js'
import {
  type Aggregated,
  aggregated,
  coreVersions,
  discoverable,
  groupList,
  groupOf,
  resourceList,
} from './discovery.js'

/** The older form of it went with 1.35 (`AggregatedDiscoveryRemoveBetaType`). */
function discovery({ server }: Exchange): Offer {
  const older = releaseNumber(server.cluster.settings.kubernetesVersion) < releaseNumber('1.35')
  return { group: 'apidiscovery.k8s.io', kinds: { APIGroupDiscoveryList: older ? ['v2', 'v2beta1'] : ['v2'] } }
}

const route = { produces: objectTypes, consumes: objectTypes }

/** `/api`, `/api/v1` */
export async function answerCore(exchange: Exchange, version: string): Promise<Answer> {
  const { headers, server } = exchange
  const { kubernetesVersion } = server.cluster.settings
  const resources = await discoverable(server.cluster.client)
  if (version !== '' && !resources.some((info) => info.group === '' && info.version === version))
    throw unknownResource()
  checkRoute(exchange, route)
  const representation = negotiate(headers.accept, version === '' ? discovery(exchange) : undefined)
  if (version !== '') return found(resourceList(resources, '', version))
  if (representation.as !== '')
    return aggregatedAnswer(exchange, aggregated(resources, true, representation, kubernetesVersion), representation)
  return ok(coreVersions(resources, server.address()))
}

/** `/apis`, `/apis/GROUP`, `/apis/GROUP/VERSION`; the first two an aggregator answers, which has no routes. */
export async function answerGroups(exchange: Exchange, group: string, version: string): Promise<Answer> {
  const { headers, server } = exchange
  const { kubernetesVersion } = server.cluster.settings
  const resources = await discoverable(server.cluster.client)
  if (version !== '') {
    const served = resources.filter((info) => info.group === group && info.version === version)
    if (served.length === 0) throw unknownResource()
    if (served.some((info) => builtInKind(info) !== undefined)) checkRoute(exchange, route)
  }
  const representation = negotiate(headers.accept, group === '' ? discovery(exchange) : undefined)
  if (version !== '') return found(resourceList(resources, group, version))
  if (group !== '') return found(groupOf(resources, group))
  if (representation.as === '') return ok(groupList(resources))
  return aggregatedAnswer(exchange, aggregated(resources, false, representation, kubernetesVersion), representation)
}

/**
 * Clients tell by its type whether they have got what they asked for, and keep it for as long as its tag is the same
 * (`ServeHTTPWithETag`).
 */
async function aggregatedAnswer(
  exchange: Exchange,
  object: Aggregated,
  { format, pretty, version, as }: Representation,
): Promise<Answer> {
  const { path, headers, search, server } = exchange
  const answer = { status: 200, object }
  const request = { url: `${path}${search}`, headers }
  const { text } = await objectText(
    request,
    answer,
    { format, ...(pretty === undefined ? {} : { pretty }) },
    server.cluster.textOf,
  )
  const tag = `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"`
  const kept = { ETag: tag, Vary: 'Accept', 'Cache-Control': 'public' }
  if (headers['if-none-match'] === tag) return { status: 304, text: '', headers: kept }
  return {
    status: 200,
    text,
    type: `${mediaTypes[format]};g=${discovery(exchange).group};v=${version};as=${as}`,
    headers: kept,
  }
}

const found = (object: object | undefined): Answer => {
  if (object === undefined) throw unknownResource()
  return ok(object)
}
