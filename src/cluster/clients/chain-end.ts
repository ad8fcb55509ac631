import { goOn } from '../../api/chain/chain.js'
import type { Patch } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { Answer, Content, Handler, ResourceRequest } from '../../api/contract/request.js'
import { unknownResource } from '../../api/contract/status-errors.js'
import type { Table } from '../../api/contract/table.js'
import type { RequestOptions } from '../../api/registry/core.js'
import type { Reading } from '../../api/requests/reading.js'
import type { Writing } from '../../api/requests/writing.js'
import type { KubeList, KubeObject } from '../../model/objects/object.js'
import type { Host } from '../../runtime/sessions/host.js'
import type { Writable } from '../session/engine.js'
import type { Session } from '../session/session.js'
import { streamOf } from './streams.js'
import { watch, watchTable } from './watching.js'

export interface RegistryParts {
  readonly session: Session
  /** Works on the cluster: the session's `write`, or its `commit` for requests whose answers are acknowledgements. */
  write<T>(work: (cluster: Writable) => T): Promise<T>
  /** The cluster over a length of time: a new one for each program. */
  host(): Host
}

/** A request whose content has been read. */
type Read = ResourceRequest & Content

type Answering = (parts: RegistryParts, request: Read) => Promise<Answer> | Answer

/** The end of the chain: what is asked of resources, done by the api on the newest state of the cluster. */
export const registry =
  (parts: RegistryParts): Handler =>
  (request) => {
    if ('path' in request) throw unknownResource()
    return goOn(request.content(), ({ body, options }) => {
      const whole = { ...request, body, options }
      return answering(whole)(parts, whole)
    })
  }

/** What has been authorised decides, and nothing that the request carries. */
function answering({ verb, resource, subresource }: Read): Answering {
  const found = streamOf(resource, subresource) ?? verbs[verb]
  if (found === undefined) throw unknownResource()
  return found
}

const verbs: Readonly<Record<string, Answering>> = {
  get,
  list,
  watch: watched,
  create: written((api, info, { body }, options) => api.create(api.storageOf(info), body as KubeObject, options)),
  update: written((api, info, { body, name }, options) =>
    api.update(api.storageOf(info), body as KubeObject, { ...options, name }),
  ),
  patch: written((api, resource, { body, namespace, name }, options) =>
    api.patch(api.keyOf({ resource, namespace, name }), body as Patch, options),
  ),
  delete: remove,
  deletecollection: written((api, resource, { namespace, options: selected }, options) =>
    api.deleteCollection({ resource, namespace, ...selected }, options),
  ),
}

type Act = (api: Writing, resource: ResourceInfo, request: Read, options: RequestOptions) => KubeObject | KubeList

function written(act: Act): Answering {
  return async ({ write }, request) => {
    let created = false
    const onCreate = () => {
      created = true
    }
    const object = await write(({ api }) => {
      const resource = resourceOf(api, request)
      return act(api, resource, request, { ...optionsOf(resource, request), onCreate })
    })
    return { object, created }
  }
}

async function remove({ write }: RegistryParts, request: Read): Promise<Answer> {
  return write(({ api }) => {
    const resource = resourceOf(api, request)
    const { namespace, name } = request
    const object = api.delete(api.keyOf({ resource, namespace, name }), optionsOf(resource, request))
    return { object, created: false, outcome: api.outcomeOf(resource, object) }
  })
}

function optionsOf(resource: ResourceInfo, request: Read): RequestOptions {
  const { namespace, name, subresource, options, user, warn, manager, answers } = request
  return {
    ...options,
    fieldManager: options.fieldManager || manager,
    as: resource,
    ...(resource.namespaced && namespace !== '' ? { namespace } : {}),
    ...(subresource === '' ? {} : { subresource, name }),
    user,
    warn,
    ...(answers === undefined ? {} : { answers }),
  }
}

/** The resource that a request names, which it is warned of; of one that cannot be asked for that nobody is warned. */
function resourceOf(api: Reading, request: Read): ResourceInfo {
  const resource = servedAs(api, request)
  const deprecation = api.deprecation(resource)
  const { verb, warn } = request
  if (deprecation !== undefined && (looks.includes(verb) || resource.verbs.includes(verb))) warn(deprecation)
  return resource
}

const looks = ['get', 'list']

async function get({ session }: RegistryParts, request: Read): Promise<Answer> {
  if (request.options.table === true) return table(session, request)
  const { namespace, name } = request
  const part = await partOf(session, request)
  return read(session, (api) => {
    const resource = resourceOf(api, request)
    return api.read(api.keyOf({ resource, namespace, name }), { as: resource, part })
  })
}

async function list({ session }: RegistryParts, request: Read): Promise<Answer> {
  const { namespace, options } = request
  if (options.table === true) return table(session, request)
  return read(session, (api) => api.listing({ ...options, resource: resourceOf(api, request), namespace }))
}

/** A table of many objects, or of the one that is got; its columns are loaded first. */
async function table(session: Session, request: Read): Promise<Answer> {
  const { verb, namespace, name, options } = request
  const part = await partOf(session, request)
  const columns = await session.read(({ api }) => api.columns(servedAs(api, request)))
  const named = verb === 'get' ? { name } : {}
  return read(session, (api) =>
    api.table({ ...options, ...named, resource: resourceOf(api, request), namespace }, { columns, part }),
  )
}

async function read(session: Session, look: (api: Reading) => KubeObject | KubeList | Table): Promise<Answer> {
  return { object: await session.read(({ api }) => look(api)), created: false }
}

/** What shows at a subresource; undefined for the object itself. */
async function partOf(session: Session, request: Read) {
  if (request.subresource === '') return undefined
  const api = await session.writing()
  return api.subresource(servedAs(api, request), request.subresource)
}

function servedAs(api: Reading, { resource }: Read): ResourceInfo {
  const found = api.registry.find(resource)
  if (found === undefined) throw unknownResource()
  return found.info
}

/**
 * A selector that cannot be read is an error of the request, not one of the stream. The resource is looked for where it
 * was last seen, so that the watch begins with the call; one that somebody else has defined since then is looked for anew.
 */
function watched({ session }: RegistryParts, request: Read): Promise<Answer> | Answer {
  const begin = (api: Reading): Answer => {
    const { namespace, name, options } = request
    const query = { ...options, resource: resourceOf(api, request), namespace, ...(name === '' ? {} : { name }) }
    api.matcher(query)
    return { events: options.table === true ? watchTable(session, query) : watch(session, query) }
  }
  const { api } = session.engine
  return api.registry.find(request.resource) === undefined ? session.read((engine) => begin(engine.api)) : begin(api)
}
