import { jsonProblem } from '../../model/json/json-syntax.js'
import type { KubeList, KubeObject, ObjectKey } from '../../model/objects/object.js'
import { keyParts, objectKey } from '../../model/objects/object.js'
import type { ListQuery } from '../contract/client.js'
import { badRequest, continueExpired, expired } from '../contract/status-errors.js'
import type { ReadingCore } from '../registry/core.js'
import { keyIn, observed } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { matcherOf } from './matcher.js'

/** A part of a list, with what says of which list and how it goes on. */
export interface Page {
  readonly objects: readonly KubeObject[]
  readonly metadata: KubeList['metadata']
}

/**
 * The objects that a query asks for, in key order. A list that is read in pieces stays what it was at its first one
 * (`GetList` of `pkg/storage/etcd3/store.go`): Expired when what has changed since is no longer remembered.
 */
export function page(core: ReadingCore, resource: ServedResource, query: ListQuery): Page {
  const { computed } = resource.kind
  if (computed !== undefined) {
    return {
      objects: computed(core.settings).filter(matcherOf(resource, query)),
      metadata: {} as Page['metadata'],
    }
  }
  const prefix = resource.kind.scope === 'Cluster' || query.namespace === '' ? '' : `${query.namespace}/`
  const token = query.continue ? readToken(query.continue, prefix) : undefined
  const wanted = token === undefined ? query.revision : token.revision < 0 ? undefined : token.revision
  const revision = wanted ?? core.store.revision
  const known = wanted === undefined ? candidates(core, resource, query) : objectsAt(core, resource, query, wanted)
  if (known === undefined) {
    throw token === undefined
      ? expired('The resourceVersion for the provided list is too old.')
      : continueExpired(newToken(-1, token.start))
  }
  const metadata = { resourceVersion: String(revision) }
  const matches = matcherOf(resource, query)
  const found = known.map((object) => observed(core, resource.kind, object)).filter(matches)
  const rest = token === undefined ? found : found.filter((object) => position(object) >= prefix + token.start)
  const limit = query.limit ?? 0
  if (limit <= 0 || rest.length <= limit) return { objects: rest, metadata }
  const objects = rest.slice(0, limit)
  const next = newToken(revision, `${position(objects[objects.length - 1]!).slice(prefix.length)}\0`)
  const selects = Boolean(query.labelSelector || query.fieldSelector)
  const remaining = selects ? {} : { remainingItemCount: rest.length - limit }
  return { objects, metadata: { ...metadata, continue: next, ...remaining } }
}

function candidates(core: ReadingCore, resource: ServedResource, query: ListQuery): KubeObject[] {
  const { name, namespace } = query
  if (name === undefined || (namespace === '' && resource.kind.scope === 'Namespaced')) {
    return core.store.list(resource.storage, namespace === '' ? undefined : namespace)
  }
  const object = core.store.get(objectKey(resource.storage, namespace, name))
  return object === undefined ? [] : [object]
}

/** What was there at a revision: what is there, with every change since taken back. Undefined when one is not known. */
function objectsAt(
  core: ReadingCore,
  resource: ServedResource,
  query: ListQuery,
  revision: number,
): readonly KubeObject[] | undefined {
  const changes = core.store.changesSince(revision)
  if (changes === undefined) return undefined
  const before = new Map<ObjectKey, KubeObject | undefined>()
  for (const { type, key, previous } of changes) {
    const { resource: plural, namespace, name } = keyParts(key)
    const concerns = plural === resource.storage && (query.namespace === '' || query.namespace === namespace)
    if (!concerns || (query.name !== undefined && query.name !== name) || before.has(key)) continue
    if (type !== 'ADDED' && previous === undefined) return undefined
    before.set(key, previous)
  }
  const now = candidates(core, resource, query)
  if (before.size === 0) return now
  const objects = now.filter((object) => !before.has(keyIn(resource, object)))
  for (const object of before.values()) if (object !== undefined) objects.push(object)
  return objects.sort((a, b) => (position(a) < position(b) ? -1 : 1))
}

/** Where an object stands in the order of keys. */
const position = ({ metadata: { namespace = '', name } }: KubeObject) =>
  namespace === '' ? name : `${namespace}/${name}`

interface ContinueToken {
  /** Of the list; negative: whatever is the newest. */
  readonly revision: number
  /** The first key that the next piece may hold, without what all keys of the list begin with. */
  readonly start: string
}

/** As `EncodeContinue` of `pkg/storage/continue.go` writes it: base64 for URLs, unpadded. */
function newToken(revision: number, start: string): string {
  const letters = encodeURIComponent(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start }))
  const bytes = letters.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** `storage.DecodeContinue`; a BadRequest for what is no token. */
function readToken(token: string, prefix: string): ContinueToken {
  const problem = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`)
  const wrong = /[^A-Za-z0-9_-]/.exec(token)?.index ?? (token.length % 4 === 1 ? token.length - 1 : undefined)
  if (wrong !== undefined) throw problem(`illegal base64 data at input byte ${wrong}`)
  const bytes = atob(token.replaceAll('-', '+').replaceAll('_', '/'))
  const text = new TextDecoder().decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)))
  const syntax = jsonProblem(text)
  if (syntax !== undefined) throw problem(syntax)
  const { v, rv, start } = (JSON.parse(text) ?? {}) as { v?: unknown; rv?: unknown; start?: unknown }
  if (v !== 'meta.k8s.io/v1') {
    throw problem(`server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`)
  }
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0) {
    throw problem('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  }
  if (typeof start !== 'string' || start === '') throw problem('encoded start key empty (version meta.k8s.io/v1)')
  // Nobody leaves the namespace of the list.
  const steps = start.split('/')
  const strays = steps.some((step) => step === '' || step === '.' || step === '..')
  if (strays || (prefix !== '' && steps.length > 1)) throw problem(start)
  return { revision: rv, start }
}
