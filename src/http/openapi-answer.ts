import type { ResourceInfo } from '../api/client.js'
import { unknownResource } from '../api/status-errors.js'
import { machineTime } from '../simulation/clock.js'
import { type Answer, type Exchange, ok, pageNotFound } from './exchange.js'
import { openApiDocument, openApiHash, openApiRoot, type Published } from './openapi.js'
import { customSchemas } from './openapi-custom.js'

const year = 365 * 24 * 60 * 60 * 1000

/**
 * `/openapi/v3` and the document of a group version below it. Who asks with the hash that the index tells may keep the
 * document for good; with an older one it is led to the new one (kube-openapi's `handler3`).
 */
export async function openApiAnswer(exchange: Exchange, below: readonly string[]): Promise<Answer> {
  const { query } = exchange
  const all = await published(exchange)
  if (below.length === 0) return ok(await index(all))
  const [root, ...names] = below
  const [group = '', version = ''] = root === 'api' ? ['', ...names] : names
  const document = await openApiDocument(all, group, version)
  if (document === undefined) return pageNotFound
  const hash = openApiHash(document)
  const wanted = query.get('hash')
  if (wanted !== null && wanted !== hash) {
    return { status: 301, text: '', headers: { Location: addressOf({ group, version }, hash) } }
  }
  const kept = {
    Vary: 'Accept',
    'Cache-Control': 'public, immutable',
    Expires: new Date(machineTime() + year).toUTCString(),
  }
  const headers = { ETag: `"${hash}"`, ...(wanted === null ? {} : kept) }
  return { status: 200, text: JSON.stringify(document), type: 'application/json', headers }
}

/** What the documents describe. */
export async function published({ client, door }: Pick<Exchange, 'client' | 'door'>): Promise<Published> {
  return {
    resources: await client.resources(),
    custom: await door.cluster.read(customSchemas),
    kubernetesVersion: (await client.version()).gitVersion.slice(1),
  }
}

const addressOf = (of: Pick<ResourceInfo, 'group' | 'version'>, hash: string) =>
  `/openapi/v3/${openApiRoot(of)}?hash=${hash}`

/** Where the document of each group version is, with a hash by which clients keep it. */
async function index(all: Published): Promise<object> {
  const paths: Record<string, object> = {}
  for (const info of all.resources) {
    const root = openApiRoot(info)
    if (paths[root] !== undefined) continue
    const document = await openApiDocument(all, info.group, info.version)
    if (document === undefined) throw unknownResource()
    paths[root] = { serverRelativeURL: addressOf(info, openApiHash(document)) }
  }
  return { paths }
}
