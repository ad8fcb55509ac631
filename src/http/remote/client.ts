import type { Client, ListQuery, LogQuery, Patch, Target, WriteOptions } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { Table } from '../../api/contract/table.js'
import type { KubeList, KubeObject } from '../../model/objects/object.js'
import { ByteDecoder } from '../../model/values/byte-text.js'
import type { Behind } from '../local-proxy/server.js'
import { linesOf } from './answers.js'
import { type Call, Connection } from './connection.js'
import type { Destination } from './destination.js'
import { discover, discoverSubresources } from './discovering.js'
import { deletion, pathTo, selection, writing } from './paths.js'
import { tableType, watching } from './watching.js'

/** The cluster of a server far away, as a Client. */
export interface RemoteClient extends Client {
  /** `https://10.0.0.5:6443` */
  readonly address: string
  /** Whatever a path is answered with, as it comes. */
  raw(path: string, options?: { method?: string; body?: string; signal?: AbortSignal }): AsyncIterable<string>
  /** Passes requests of other clients on. */
  behind(): Promise<Behind>
  close(): void
}

/**
 * Reaches for the cluster behind a server. That it cannot be reached, or is not a kubesim server, is told by the first
 * request.
 */
export async function connect(destination: Destination, warn: (text: string) => void): Promise<RemoteClient> {
  const connection = new Connection(destination, warn)
  await connection.greet()
  return clientOver(connection)
}

/** `known`: what the server serves, if it has told. */
export function clientOver(connection: Connection, known?: readonly ResourceInfo[]): RemoteClient {
  let resources = known && Promise.resolve(known)
  const changed = ({ group, plural }: ResourceInfo) => {
    // Whoever changes what is served looks at it anew.
    if (group === 'apiextensions.k8s.io' && plural === 'customresourcedefinitions') resources = undefined
  }
  return {
    address: connection.address,
    now: () => connection.now(),
    version: async () => connection.version,
    resources() {
      resources ??= discover(connection)
      return resources
    },
    subresources: (resource) => discoverSubresources(connection, resource),
    ...reading(connection),
    ...changing(connection, changed),
    ...watching(connection),
    logs: (query) => logs(connection, query),
    async exec(query, streams) {
      const { runSession } = await import('./session.js')
      const code = await runSession(connection, 'exec', query, streams)
      if (query.signal?.aborted !== true) await connection.stay()
      return code ?? 0
    },
    async attach(query, streams) {
      const { runSession } = await import('./session.js')
      const code = await runSession(connection, 'attach', { ...query, command: [] }, streams)
      if (query.signal?.aborted !== true) await connection.stay()
      return code
    },
    async forward(query) {
      const { forwardThrough } = await import('./forwarding.js')
      return forwardThrough(connection, query)
    },
    async *raw(path, { method, body, signal } = {}) {
      const decoder = new ByteDecoder()
      const call = {
        path,
        ...(body === undefined ? {} : { text: body }),
        ...(method === undefined ? {} : { method }),
        ...(signal === undefined ? {} : { signal }),
      }
      for await (const chunk of connection.whole(await connection.stream(call))) yield decoder.decode(chunk as Buffer)
    },
    behind: async () => (await import('./passing.js')).passOn(connection),
    close: () => connection.close(),
  }
}

type Part = { readonly subresource?: string }

function reading(connection: Connection): Pick<Client, 'get' | 'list' | 'table'> {
  return {
    get: <T extends KubeObject>({ resource, namespace, name, subresource }: Target & Part) =>
      connection.object<T>({ path: pathTo(resource, namespace, [name, subresource]) }),
    async list<T extends KubeObject>(query: ListQuery) {
      const list = await connection.object<KubeList<T>>({
        path: pathTo(query.resource, query.namespace, [], selection(query)),
      })
      return typedList(list, query.resource)
    },
    table(query) {
      const { resource, namespace, name, subresource, wholeObjects } = query
      const includeObject = wholeObjects === true ? 'Object' : undefined
      const path =
        name === undefined
          ? pathTo(resource, namespace, [], { ...selection(query), includeObject })
          : pathTo(resource, namespace, [name, subresource], { includeObject })
      return connection.object<Table>({ path, headers: { Accept: tableType } })
    },
  }
}

/** In lists objects of built-in kinds say no type of their own. */
function typedList<T extends KubeObject>(list: KubeList<T>, { group, version, kind }: ResourceInfo): KubeList<T> {
  const type = { apiVersion: group === '' ? version : `${group}/${version}`, kind }
  return { ...list, items: list.items.map((item) => ({ ...type, ...(item as object) }) as T) }
}

const patchTypes: Readonly<Record<Patch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

type Changes = Pick<Client, 'create' | 'update' | 'patch' | 'delete' | 'deleteCollection'>

/** `changed` is told what is about to be changed. */
function changing(connection: Connection, changed: (resource: ResourceInfo) => void): Changes {
  const send = <T>(resource: ResourceInfo, call: Call) => {
    changed(resource)
    return connection.object<T>(call)
  }
  return {
    create: <T extends KubeObject>(
      resource: ResourceInfo,
      namespace: string,
      object: KubeObject,
      options: WriteOptions = {},
    ) => {
      const { subresource } = options
      const names = subresource === undefined ? [] : [object.metadata.name, subresource]
      const path = pathTo(resource, namespace, names, writing(options))
      return send<T>(resource, { method: 'POST', path, body: object })
    },
    update: <T extends KubeObject>(
      { resource, namespace, name }: Target,
      object: KubeObject,
      options: WriteOptions = {},
    ) => {
      const path = pathTo(resource, namespace, [name, options.subresource], writing(options))
      return send<T>(resource, { method: 'PUT', path, body: object })
    },
    patch: <T extends KubeObject>(
      { resource, namespace, name }: Target,
      { type, body }: Patch,
      options: WriteOptions = {},
    ) => {
      const path = pathTo(resource, namespace, [name, options.subresource], writing(options))
      return send<T>(resource, { method: 'PATCH', path, body, headers: { 'Content-Type': patchTypes[type] } })
    },
    delete: ({ resource, namespace, name }, options = {}) =>
      send(resource, { method: 'DELETE', path: pathTo(resource, namespace, [name]), body: deletion(options) }),
    async deleteCollection(query, options = {}) {
      const list = await send<KubeList>(query.resource, {
        method: 'DELETE',
        path: pathTo(query.resource, query.namespace, [], selection(query)),
        body: deletion(options),
      })
      return typedList(list, query.resource)
    },
  }
}

async function* logs(connection: Connection, query: LogQuery): AsyncGenerator<string> {
  const { namespace, pod, container, signal, follow, previous, timestamps, ...numbers } = query
  const flag = (value: boolean | undefined) => (value === true ? 'true' : undefined)
  const path = pathTo({ group: '', version: 'v1', plural: 'pods' }, namespace, [pod, 'log'], {
    container,
    follow: flag(follow),
    previous: flag(previous),
    timestamps: flag(timestamps),
    ...numbers,
  })
  try {
    const response = await connection.stream({ path, ...(signal === undefined ? {} : { signal }) })
    yield* connection.whole(linesOf(response))
    if (follow === true) await connection.stay()
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}
