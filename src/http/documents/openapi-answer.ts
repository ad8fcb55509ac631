import { machineTime } from '../../simulation/clock.js'
import { type Answer, type Exchange, ok, pageNotFound } from '../exchange/exchange.js'
import { discoverable } from './discovery.js'
import { openApiDocument, openApiDocuments, openApiHash, openApiRoot, type Published } from './openapi.js'
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
    return { status: 301, text: '', headers: { Location: addressOf(openApiRoot({ group, version }), document) } }
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
export async function published({ server }: Pick<Exchange, 'server'>): Promise<Published> {
  const { client } = server.cluster
  return {
    resources: await discoverable(client),
    custom: await server.cluster.read(customSchemas),
    kubernetesVersion: (await client.version()).gitVersion.slice(1),
  }
}

const addressOf = (root: string, document: object) => `/openapi/v3/${root}?hash=${openApiHash(document)}`

/** Where the document of each group version is, with a hash by which clients keep it. */
async function index(all: Published): Promise<object> {
  const documents = await openApiDocuments(all)
  const paths = documents.map(([root, document]) => [root, { serverRelativeURL: addressOf(root, document) }])
  return { paths: Object.fromEntries(paths) }
}
