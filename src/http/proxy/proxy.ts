/** The `proxy` subresource: what a program in the cluster answers, through the API server (apimachinery's `util/proxy`). */
import { serviceUnavailable } from '../../api/contract/status-errors.js'
import type { Node } from '../../model/objects/types.js'
import { byteLength, bytesOf, textOf } from '../../model/values/byte-text.js'
import type { Answers, Header, HttpRequest, HttpResponse, NetworkWorld } from '../../network/contract.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import type { ResourcePath } from '../exchange/paths.js'
import { type Location, locate } from './location.js'
import { rewriteLink, rewritePage } from './rewriting.js'

/** Headers that are between two neighbours, not between the ends (Go's `net/http/httputil`). */
const ofOneHop =
  'connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade'
/** The client's own pass is not the program's business; what the body's length is, is told anew. */
const keptBack = new Set([...ofOneHop.split(' '), 'authorization', 'content-length', 'expect'])
const notPassedOn = new Set([
  ...ofOneHop.split(' '),
  ...['credentials', 'headers', 'methods', 'origin'].map((what) => `access-control-allow-${what}`),
])

/** Hands the request on to where the path leads, and brings the answer back. */
export async function proxied(exchange: Exchange, path: ResourcePath): Promise<Answer> {
  const { server, method, search } = exchange
  const { network } = await import('../../runtime/containers/applications.js')
  const { prefix, behind } = splitPath(exchange.path, path)
  const body = textOf(await exchange.bytes())
  const { location, answer } = await server.cluster.host().transact((world) => {
    const node = apiServerNode(world)
    const location = locate(path, node, world)
    const { address, port, kubelet } = location
    // Pages with relative links need a directory's path.
    if (behind === '' && (method === 'GET' || method === 'HEAD')) return { location, answer: 'moved' as const }
    if (kubelet !== undefined) return { location, answer: 'kubelet' as const }
    const request = requestFor(exchange, `${behind || '/'}${search}`, body, location)
    return { location, answer: network.answer({ from: 'node', node }, { ask: 'http', address, port, request }, world) }
  })
  if (answer === 'moved') return { status: 301, bytes: Buffer.alloc(0), headers: [['Location', `${prefix}/${search}`]] }
  if (answer === 'kubelet') {
    const { kubeletAnswer } = await import('./kubelet.js')
    return kubeletAnswer(exchange, location.kubelet!, behind)
  }
  return answerOf(responseIn(answer, location), prefix, exchange, location)
}

/** Throws what whoever asks for a target hears that is not there. */
export const checkTarget = ({ server }: Exchange, path: ResourcePath): Promise<void> =>
  server.cluster.host().transact((world) => void locate(path, apiServerNode(world), world))

/** The path of the proxy itself, and what follows it as the client wrote it. */
function splitPath(whole: string, path: ResourcePath): { prefix: string; behind: string } {
  const segments = path.namespace === '' ? 5 : 7
  const [prefix = whole] = new RegExp(`^(?:/+[^/]+){${segments}}`).exec(whole) ?? []
  return { prefix, behind: whole.slice(prefix.length) }
}

/** The API server is on the network of its node. */
function apiServerNode(world: NetworkWorld): string {
  const label = 'node-role.kubernetes.io/control-plane'
  const nodes = world.list<Node>('nodes')
  const node = nodes.find(({ metadata }) => metadata.labels?.[label] !== undefined) ?? nodes[0]
  return node?.metadata.name ?? ''
}

function requestFor({ headers, method }: Exchange, path: string, body: string, { tls }: Location): HttpRequest {
  const passed = Object.entries(headers).flatMap(([name, value]): Header[] =>
    keptBack.has(name) || value === undefined ? [] : [value].flat().map((each) => [canonical(name), each]),
  )
  const forwarded = [...passed.filter(([name]) => name === 'X-Forwarded-For').map(([, value]) => value), '127.0.0.1']
  return {
    method,
    path,
    version: '1.1',
    headers: [
      ...passed.filter(([name]) => name !== 'X-Forwarded-For'),
      ...(body === '' ? [] : [['Content-Length', String(byteLength(body))] as const]),
      ['X-Forwarded-For', forwarded.join(', ')],
      ['X-Forwarded-Uri', path.split('?')[0]!],
    ],
    body,
    tls,
  }
}

/** As Go writes the names of headers: `Content-Type`. */
const canonical = (name: string) => name.toLowerCase().replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase())

function responseIn(answer: Answers['http'], { address, port }: Location): HttpResponse {
  if (answer.outcome === 'answered') return answer.response
  const reasons: Readonly<Record<string, string>> = {
    closed: 'EOF',
    silent: 'context deadline exceeded',
    'tls-error': 'http: server gave HTTP response to HTTPS client',
    refused: `dial tcp ${address}:${port}: connect: connection refused`,
    timeout: `dial tcp ${address}:${port}: i/o timeout`,
  }
  throw serviceUnavailable(`error trying to reach service: ${reasons[answer.outcome]}`)
}

function answerOf(response: HttpResponse, prefix: string, { headers }: Exchange, { address, port }: Location): Answer {
  const page = { prefix, hosts: [`${address}:${port}`, headers.host ?? ''] }
  const headerIn = (wanted: string) => response.headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const location = headerIn('location')
  const isPage = location === undefined && /^text\/html\s*(;|$)/.test(headerIn('content-type') ?? '')
  const body = isPage && !headerIn('content-encoding') ? rewritePage(response.body, page) : response.body
  const passed = response.headers.flatMap(([name, value]): Header[] => {
    const key = name.toLowerCase()
    if (notPassedOn.has(key) || (key === 'content-length' && body !== '')) return []
    return [[canonical(name), key === 'location' ? rewriteLink(value, page) : value]]
  })
  return { status: response.status, reason: response.reason, bytes: bytesOf(body), headers: passed }
}
