/** What the API server is asked, read off the head of an HTTP request. Its body and options are left for later. */
import type { IncomingHttpHeaders } from 'node:http'
import { selectedName } from '../../api/chain/attributes.js'
import type { Content, PathRequest, Request, ResourceRequest, Sender } from '../../api/contract/request.js'
import type { Impersonation, User } from '../../api/contract/user.js'
import type { Answer, Exchange } from './exchange.js'
import { managerOf } from './field-manager.js'
import { type ResourcePath, resourcePath } from './paths.js'
import { flag } from './query.js'

/** Whom a request comes from: `user` makes it. */
export function senderOf(user: User, headers: IncomingHttpHeaders, warn: (text: string) => void): Sender {
  const impersonate = impersonationOf(headers)
  return {
    user,
    manager: managerOf(headers['user-agent']),
    warn,
    ...(impersonate === undefined ? {} : { impersonate }),
  }
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

type Head = Pick<Exchange, 'method' | 'path' | 'query'>
type Wanted = Pick<ResourceRequest, 'verb' | 'resource' | 'namespace' | 'name' | 'subresource'>

/** What a request wants, by its method, path and query (`RequestInfoFactory`). */
export function wantedOf(head: Head, segments: readonly string[]): Wanted | Pick<PathRequest, 'verb' | 'path'> {
  const path = resourcePath(segments)
  return path === undefined ? { verb: head.method.toLowerCase(), path: head.path } : wantedAt(head, path)
}

function wantedAt({ method, query }: Head, { group, version, plural, ...path }: ResourcePath): Wanted {
  const { namespace, name, subresource } = path
  const about = { resource: { group, version, plural }, namespace, name, subresource }
  const verb = path.watches ? 'watch' : (verbs[method] ?? '')
  if (name !== '') return { ...about, verb }
  if (verb === 'delete') return { ...about, verb: 'deletecollection' }
  if (verb !== 'get' && verb !== 'watch') return { ...about, verb }
  const ofMany = verb === 'watch' || flag(query, 'watch') ? 'watch' : 'list'
  return { ...about, verb: ofMany, name: selectedName(query.get('fieldSelector') ?? '') }
}

/** The request of an exchange for a resource; `content` is read once, when it is asked for. */
export function resourceRequest<C extends Content>(
  exchange: Exchange,
  path: ResourcePath,
  content: () => C | Promise<C>,
): Omit<ResourceRequest, 'content'> & { content(): Promise<C> } {
  let read: Promise<C> | undefined
  const once = () => {
    exchange.admitted?.()
    read ??= (async () => content())()
    return read
  }
  return { ...exchange.sender, ...wantedAt(exchange, path), content: once }
}

/**
 * What `end` answers, when it is known that whoever asks may ask for it: a document, a page of somebody else's, or that
 * there is no such thing.
 */
export async function answeredBy(
  exchange: Exchange,
  segments: readonly string[],
  end: () => Answer | Promise<Answer>,
): Promise<Answer> {
  const request = { ...exchange.sender, ...wantedOf(exchange, segments), content: () => ({ options: {} }) } as Request
  const given = async () => {
    exchange.admitted?.()
    return { given: await end() }
  }
  const answer = await exchange.server.cluster.answering(given)(request)
  return (answer as { readonly given: Answer }).given
}
