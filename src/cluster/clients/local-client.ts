import type { Client, DeleteOptions, Target, VersionInfo, WriteOptions } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { User } from '../../api/contract/user.js'
import type { RequestOptions } from '../../api/registry/core.js'
import type { Reading } from '../../api/requests/reading.js'
import type { KubeList, KubeObject } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { Host } from '../../runtime/sessions/host.js'
import type { Session, Writable } from '../session/session.js'
import { watch, watchTable } from './watching.js'

/** What a client needs beside the session. */
export interface LocalClientParts {
  readonly session: Session
  /** Works on the cluster: the session's `write`, or its `commit` for requests whose answers are acknowledgements. */
  write<T>(work: (cluster: Writable) => T): Promise<T>
  /** A new one for each program. */
  host(): Host
  now(): number
  /** Receives the texts of `Warning:` headers. */
  readonly warn: (text: string) => void
  /** Whom the requests come from. */
  readonly user: User
  /** The field manager of writes that name none. */
  readonly manager: string
}

/** The api, for a request about a resource; of one that cannot be made nobody is warned. */
const warnedApi =
  (warn: LocalClientParts['warn']) =>
  <T extends Reading>(api: T, resource: ResourceInfo, verb = ''): T => {
    const text = verb === '' || resource.verbs.includes(verb) ? api.deprecation(resource) : undefined
    if (text !== undefined) warn(text)
    return api
  }

/** The api of this process's cluster as a Client. */
export function localClient({ session, write, host, now, manager, ...who }: LocalClientParts): Client {
  const about = warnedApi(who.warn)
  const request = (resource: ResourceInfo, namespace: string, options: WriteOptions = {}): RequestOptions => ({
    ...options,
    fieldManager: options.fieldManager || manager,
    as: resource,
    ...(resource.namespaced && namespace !== '' ? { namespace } : {}),
    ...who,
  })
  return {
    now,
    version: async () => versionOf(await session.read(({ state }) => state.settings)),
    resources: () => session.read(({ api }) => api.resources()),
    ...reading(session, about),
    create: <T extends KubeObject>(
      resource: ResourceInfo,
      namespace: string,
      object: KubeObject,
      options?: WriteOptions,
    ) =>
      write(({ api }) =>
        about(api, resource, 'create').create<T>(
          api.storageOf(resource),
          object,
          request(resource, namespace, options),
        ),
      ),
    update: <T extends KubeObject>(target: Target, object: KubeObject, options?: WriteOptions) =>
      write(({ api }) => {
        const { resource, namespace, name } = target
        return about(api, resource, 'update').update<T>(api.storageOf(resource), object, {
          ...request(resource, namespace, options),
          name,
        })
      }),
    patch: <T extends KubeObject>(target: Target, patch: Parameters<Client['patch']>[1], options?: WriteOptions) =>
      write(({ api }) =>
        about(api, target.resource, 'patch').patch<T>(
          api.keyOf(target),
          patch,
          request(target.resource, target.namespace, options),
        ),
      ),
    delete: (target, options: DeleteOptions = {}) =>
      write(({ api }) =>
        about(api, target.resource, 'delete').delete(api.keyOf(target), { ...options, as: target.resource, ...who }),
      ),
    deleteCollection: (query, options: DeleteOptions = {}) =>
      write(({ api }) =>
        about(api, query.resource, 'deletecollection').deleteCollection(query, {
          ...options,
          as: query.resource,
          ...who,
        }),
      ),
    watch: (query) => watch(session, query),
    watchTable: (query) => watchTable(session, query),
    ...programs(host),
  }
}

function reading(
  session: Session,
  about: ReturnType<typeof warnedApi>,
): Pick<Client, 'subresources' | 'get' | 'list' | 'table'> {
  const partOf = async ({ resource, subresource }: { resource: ResourceInfo; subresource?: string }) =>
    subresource === undefined ? undefined : (await session.writing()).subresource(resource, subresource)
  return {
    subresources: async (resource) => (await session.writing()).subresources(resource),
    async get<T extends KubeObject>(target: Target & { readonly subresource?: string }) {
      const { resource } = target
      const part = await partOf(target)
      return session.read(({ api }) => about(api, resource).read(api.keyOf(target), { as: resource, part }) as T)
    },
    list: <T extends KubeObject>(query: Parameters<Client['list']>[0]) =>
      session.read(({ api }) => about(api, query.resource).listing(query) as KubeList<T>),
    async table(query) {
      const part = await partOf(query)
      const columns = await session.read(({ api }) => api.columns(query.resource))
      return session.read(({ api }) => about(api, query.resource).table(query, { columns, part }))
    },
  }
}

function versionOf({ kubernetesVersion }: ClusterSettings): VersionInfo {
  const [major = '', minor = ''] = kubernetesVersion.split('.')
  return { major, minor, gitVersion: `v${kubernetesVersion}` }
}

/** What goes on inside containers; the runtime is loaded when it is asked for. */
function programs(host: () => Host): Pick<Client, 'logs' | 'exec' | 'attach' | 'forward'> {
  return {
    async *logs(query) {
      const { readLogs } = await import('../../runtime/sessions/index.js')
      yield* readLogs(host(), query)
    },
    async exec(query, streams) {
      const { execute } = await import('../../runtime/sessions/index.js')
      return execute(host(), query, streams)
    },
    async forward(query) {
      const { forward } = await import('../../runtime/sessions/index.js')
      return forward(host(), query)
    },
    async attach(query, streams) {
      const { attach } = await import('../../runtime/sessions/index.js')
      return attach(host(), query, streams)
    },
  }
}
