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

export type Head = Pick<Exchange, 'method' | 'query'>
type Wanted = Pick<ResourceRequest, 'verb' | 'resource' | 'namespace' | 'name' | 'subresource'>

/** What a request wants, by its method, path and query (`RequestInfoFactory`). */
export function wantedOf(
  head: Head & Pick<Exchange, 'path'>,
  segments: readonly string[],
): Wanted | Pick<PathRequest, 'verb' | 'path'> {
  const path = resourcePath(segments)
  return path === undefined ? { verb: head.method.toLowerCase(), path: head.path } : wantedAt(head, path)
}

/**
 * The verb of a request for a resource, as roles name it; empty for a method that has none. Nobody else finds it out: it is
 * what the roles are asked for, what the registry does, how the content is read and the answer told, and whether it streams.
 */
export function verbOf({ method, query }: Head, { watches, name }: ResourcePath): string {
  const verb = watches ? 'watch' : (verbs[method] ?? '')
  if (name !== '') return verb
  if (verb === 'delete') return 'deletecollection'
  if (verb !== 'get') return verb
  return flag(query, 'watch') ? 'watch' : 'list'
}

function wantedAt(head: Head, path: ResourcePath): Wanted {
  const { group, version, plural, namespace, name, subresource, watches } = path
  const verb = verbOf(head, path)
  // What is watched by its path is not told by a selector.
  const selects = !watches && (verb === 'list' || verb === 'watch')
  const selected = selects ? selectedName(head.query.get('fieldSelector') ?? '') : ''
  return { resource: { group, version, plural }, verb, namespace, name: name || selected, subresource }
}

/** The request of an exchange for a resource; its `content`, given the verb, is read once, when it is asked for. */
export function resourceRequest<C extends Content>(
  exchange: Exchange,
  path: ResourcePath,
  content: (verb: string) => C | Promise<C>,
): Omit<ResourceRequest, 'content'> & { content(): Promise<C> } {
  const wanted = wantedAt(exchange, path)
  let read: Promise<C> | undefined
  const once = () => {
    exchange.admitted?.()
    read ??= (async () => content(wanted.verb))()
    return read
  }
  return { ...exchange.sender, ...wanted, content: once }
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
