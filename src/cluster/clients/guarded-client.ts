import type { Client, ListQuery, Target } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { Attributes } from '../../api/rbac/index.js'
import { parseFieldSelector } from '../../model/selectors/field-selectors.js'

/** Throws Forbidden unless what is wanted is allowed. */
export type Guard = (wanted: Attributes) => Promise<void>

/** A client that asks before each request whether it is allowed, as the API server does with requests over HTTP. */
export function guardedClient(client: Client, guard: Guard): Client {
  const one = (verb: string, { resource, namespace, name }: Target, subresource = '') =>
    guard(attributes(verb, resource, namespace, name, subresource))
  const many = (verb: string, { resource, namespace, name = '', fieldSelector = '' }: ListQuery) =>
    guard(attributes(verb, resource, namespace, name || selectedName(fieldSelector)))
  const pod = (verb: string, query: { namespace: string; pod: string }, subresource: string) =>
    guard({ verb, group: '', resource: 'pods', subresource, namespace: query.namespace, name: query.pod })
  /** Streams are asked for with GET first, and with POST when that is refused. */
  const stream = (query: { namespace: string; pod: string }, subresource: string) =>
    pod('get', query, subresource).catch(() => pod('create', query, subresource))
  const watched = async function* <T>(query: ListQuery, events: () => AsyncIterable<T>): AsyncIterable<T> {
    await many('watch', query)
    yield* events()
  }
  return {
    now: () => client.now(),
    version: () => client.version(),
    resources: () => client.resources(),
    subresources: (resource) => client.subresources(resource),
    get: (target) => one('get', target, target.subresource).then(() => client.get(target)),
    list: (query) => many('list', query).then(() => client.list(query)),
    async table(query) {
      await (query.name === undefined
        ? many('list', query)
        : one('get', { ...query, name: query.name }, query.subresource))
      return client.table(query)
    },
    async create(resource, namespace, object, options) {
      const name = options?.subresource === undefined ? '' : object.metadata.name
      await guard(attributes('create', resource, namespace, name, options?.subresource))
      return client.create(resource, namespace, object, options)
    },
    async update(target, object, options) {
      await one('update', target, options?.subresource)
      return client.update(target, object, options)
    },
    async patch(target, patch, options) {
      await one('patch', target, options?.subresource)
      return client.patch(target, patch, options)
    },
    delete: (target, options) => one('delete', target).then(() => client.delete(target, options)),
    async deleteCollection(query, options) {
      await many('deletecollection', query)
      return client.deleteCollection(query, options)
    },
    watch: (query) => watched(query, () => client.watch(query)),
    watchTable: (query) => watched(query, () => client.watchTable(query)),
    async *logs(query) {
      await pod('get', query, 'log')
      yield* client.logs(query)
    },
    exec: (query, streams) => stream(query, 'exec').then(() => client.exec(query, streams)),
    forward: (query) => stream(query, 'portforward').then(() => client.forward(query)),
    attach: (query, streams) => stream(query, 'attach').then(() => client.attach(query, streams)),
  }
}

function attributes(
  verb: string,
  resource: ResourceInfo,
  namespace: string,
  name: string,
  subresource = '',
): Attributes {
  // A namespace is in itself.
  const inside = resource.group === '' && resource.plural === 'namespaces' ? name : resource.namespaced ? namespace : ''
  return { verb, group: resource.group, resource: resource.plural, subresource, namespace: inside, name }
}

/** The one name that a field selector lets through, which then is what the request is about (`RequestInfoFactory`). */
function selectedName(text: string): string {
  if (!text.includes('metadata.name')) return ''
  const found = parseFieldSelector(text).find(({ field, operator }) => field === 'metadata.name' && operator === '=')
  return found?.value ?? ''
}
