import type { IncomingHttpHeaders } from 'node:http'
import type { User } from '../../api/contract/user.js'
import type { Attributes } from '../../api/rbac/index.js'
import { checkAuthorized, type Impersonation, impersonated } from '../../api/rbac/index.js'
import type { Cluster } from '../../cluster/cluster.js'
import { isPathSegmentName } from '../../model/objects/names.js'
import { parseFieldSelector } from '../../model/selectors/field-selectors.js'
import type { Exchange } from '../exchange/exchange.js'
import { resourcePath } from '../exchange/paths.js'

/**
 * Whom a request is to be answered as: who makes it, or whom it asks to be taken for (`filters/impersonation.go`). Throws
 * Forbidden when this may not be, and when the user may not do what the request asks for (`filters/authorization.go`).
 */
export async function authorised(
  cluster: Cluster,
  requester: User,
  request: Pick<Exchange, 'headers' | 'method' | 'path' | 'query'>,
  segments: readonly string[],
): Promise<User> {
  const wish = impersonationOf(request.headers)
  const wanted = attributesOf(request, segments)
  return cluster.read((reader) => {
    const user = wish === undefined ? requester : impersonated(reader, requester, wish)
    checkAuthorized(reader, user, wanted)
    return user
  })
}

const extraPrefix = 'impersonate-extra-'

/** What the headers ask for; undefined when they ask for nothing, or for nobody. */
function impersonationOf(headers: IncomingHttpHeaders): Impersonation | undefined {
  const extra = Object.keys(headers)
    .filter((name) => name.startsWith(extraPrefix))
    .map((name) => [extraKey(name.slice(extraPrefix.length)), listOf(headers[name])] as const)
  const [user = ''] = listOf(headers['impersonate-user'])
  const [uid = ''] = listOf(headers['impersonate-uid'])
  const groups = listOf(headers['impersonate-group'])
  const asked = user !== '' || uid !== '' || groups.length > 0 || extra.some(([, values]) => values.length > 0)
  return asked ? { user, uid, groups, extra: Object.fromEntries(extra) } : undefined
}

/** Node joins what a header says several times by commas. */
const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : value.split(', ')).filter((one) => one !== '')

function extraKey(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** What a request wants to do, read off its method, path and query (`RequestInfoFactory`). */
export function attributesOf(
  { method, path, query }: Pick<Exchange, 'method' | 'path' | 'query'>,
  segments: readonly string[],
): Attributes {
  const found = resourcePath(segments)
  if (found === undefined) return { verb: method.toLowerCase(), path }
  const { group, plural: resource, subresource, name } = found
  // A namespace is in itself.
  const namespace = resource === 'namespaces' && found.namespace === '' ? name : found.namespace
  const about = { group, resource, subresource, namespace, name }
  const verb = verbs[method] ?? ''
  if (name !== '') return { ...about, verb }
  if (verb === 'delete') return { ...about, verb: 'deletecollection' }
  if (verb !== 'get') return { ...about, verb }
  return { ...about, verb: isWatch(query) ? 'watch' : 'list', name: selectedName(query) }
}

function isWatch(query: URLSearchParams): boolean {
  const text = query.get('watch')
  return text !== null && !['false', '0', 'f'].includes(text.toLowerCase())
}

/** The one name that a field selector lets through. */
function selectedName(query: URLSearchParams): string {
  const text = query.get('fieldSelector') ?? ''
  if (!text.includes('metadata.name')) return ''
  try {
    const found = parseFieldSelector(text).find(({ field, operator }) => field === 'metadata.name' && operator !== '!=')
    return found !== undefined && isPathSegmentName(found.value).length === 0 ? found.value : ''
  } catch {
    return ''
  }
}
