import type { Instant, KubeList, KubeObject } from '../../model/objects/object.js'
import type {
  Client,
  ListQuery,
  Streams,
  VersionInfo,
  WatchEvent,
  WatchQuery,
  WriteOptions,
} from '../contract/client.js'
import { UsageError } from '../contract/errors.js'
import type { ResourceInfo, SubresourceInfo } from '../contract/names.js'
import type { Answer, Options, ResourceName, ResourceRequest } from '../contract/request.js'
import type { Table } from '../contract/table.js'
import { selectedName } from './attributes.js'

/** A request as a client makes it; its transport knows whom it comes from. */
export type Sent = Pick<ResourceRequest, 'verb' | 'resource' | 'namespace' | 'name' | 'subresource' | 'content'>

/** What a client stands on: the cluster in this process, or a connection to a server. */
export interface Transport {
  now(): Instant
  version(): Promise<VersionInfo>
  resources(): Promise<readonly ResourceInfo[]>
  subresources(resource: ResourceInfo): Promise<readonly SubresourceInfo[]>
  send(request: Sent): Promise<Answer> | Answer
}

/** The face that all clients have: a method for each thing that commands want, each of them one request. */
export function clientOver(transport: Transport): Client {
  const { send, ...own } = transport
  return { ...own, ...reading(send), ...writing(send), ...watching(send), ...streaming(send) }
}

type Send = Transport['send']

/** An answer of the sort that its request gets. */
function expected<K extends string>(answer: Answer, sort: K): Extract<Answer, Record<K, unknown>> {
  if (!(sort in answer)) throw new Error(`the answer to a request is no ${sort}`)
  return answer as Extract<Answer, Record<K, unknown>>
}

const objectOf = async <T>(send: Send, request: Sent) => expected(await send(named(request)), 'object').object as T

/** Nothing is asked about an object that has no name (client-go's `Request.Name`). */
function named(request: Sent): Sent {
  const { verb, name, subresource } = request
  const isOne = ['get', 'update', 'patch', 'delete'].includes(verb) || subresource !== ''
  if (isOne && !name) throw new UsageError('resource name may not be empty')
  return request
}

/** Nothing cluster-scoped is in a namespace. */
const within = ({ namespaced }: ResourceInfo, namespace: string) => (namespaced ? namespace : '')

interface Place {
  readonly resource: ResourceInfo
  readonly namespace: string
  readonly name: string
}

/** A request about one object. */
const one = (
  verb: string,
  { resource, namespace, name }: Place,
  subresource = '',
  options: Options = {},
  body?: unknown,
): Sent => ({
  verb,
  resource,
  namespace: within(resource, namespace),
  name,
  subresource,
  content: () => ({ options, body }),
})

/** A request about all objects that a query selects. */
function many(verb: string, query: ListQuery, more: Options = {}): Sent {
  const { resource, namespace, name, subresource: _, ...selected } = query
  const fields = [selected.fieldSelector ?? '', name === undefined ? '' : `metadata.name=${name}`]
  const fieldSelector = fields.filter((each) => each !== '').join(',')
  const options = { ...selected, ...(fieldSelector === '' ? {} : { fieldSelector }), ...more }
  return {
    verb,
    resource,
    namespace: within(resource, namespace),
    name: verb === 'deletecollection' ? '' : selectedName(fieldSelector),
    subresource: '',
    content: () => ({ options }),
  }
}

function reading(send: Send): Pick<Client, 'get' | 'list' | 'table'> {
  return {
    get: (target) => objectOf(send, one('get', target, target.subresource)),
    list: (query) => objectOf(send, many('list', query)),
    table: (query) => {
      const { resource, namespace, name, subresource, ...options } = query
      return name === undefined
        ? objectOf(send, many('list', query, { table: true }))
        : objectOf(send, one('get', { resource, namespace, name }, subresource, { ...options, table: true }))
    },
  }
}

function writing(send: Send): Pick<Client, 'create' | 'update' | 'patch' | 'delete' | 'deleteCollection'> {
  return {
    create<T extends KubeObject>(resource: ResourceInfo, namespace: string, object: KubeObject, given?: WriteOptions) {
      const { subresource = '', ...options } = given ?? {}
      const name = subresource === '' ? '' : object.metadata.name
      return objectOf<T>(send, one('create', { resource, namespace, name }, subresource, options, object))
    },
    update: (target, object, { subresource, ...options } = {}) =>
      objectOf(send, one('update', target, subresource, options, object)),
    patch: (target, patch, { subresource, ...options } = {}) =>
      objectOf(send, one('patch', target, subresource, options, patch)),
    delete: (target, options = {}) => objectOf<KubeObject>(send, one('delete', target, '', options)),
    deleteCollection: (query, options = {}) => objectOf<KubeList>(send, many('deletecollection', query, options)),
  }
}

function watching(send: Send): Pick<Client, 'watch' | 'watchTable'> {
  async function* follow<T>(query: WatchQuery, options: Options): AsyncGenerator<WatchEvent<T>> {
    const sent = send(many('watch', query, options))
    const { events } = expected(sent instanceof Promise ? await sent : sent, 'events')
    yield* events as AsyncIterable<WatchEvent<T>>
  }
  return {
    watch: (query) => follow(query, {}),
    watchTable: (query) => follow<Table>(query, { table: true }),
  }
}

const pods: ResourceName = { group: '', version: 'v1', plural: 'pods' }

/** What goes on in containers, which is asked for with GET. */
function streaming(send: Send): Pick<Client, 'logs' | 'exec' | 'attach' | 'forward'> {
  const ask = async (subresource: string, namespace: string, name: string, options: Options = {}) =>
    send(named({ verb: 'get', resource: pods, namespace, name, subresource, content: () => ({ options }) }))
  const session = async (subresource: string, namespace: string, name: string, options: Options, streams: Streams) =>
    expected(await ask(subresource, namespace, name, options), 'run').run(streams)
  return {
    async *logs({ namespace, pod, ...options }) {
      yield* expected(await ask('log', namespace, pod, options), 'text').text
    },
    exec: async ({ namespace, pod, ...options }, streams) =>
      (await session('exec', namespace, pod, options, streams)) ?? 0,
    attach: ({ namespace, pod, ...options }, streams) => session('attach', namespace, pod, options, streams),
    forward: async ({ namespace, pod }) => expected(await ask('portforward', namespace, pod), 'forwarding').forwarding,
  }
}
