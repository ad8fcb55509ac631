import type { Sent } from '../../api/chain/client.js'
import type { ExecQuery, Patch } from '../../api/contract/client.js'
import type { Answer, Content, Options } from '../../api/contract/request.js'
import type { KubeList } from '../../model/objects/object.js'
import { linesOf } from './answers.js'
import type { Call, Connection } from './connection.js'
import { deletion, pathTo, selection, writing } from './paths.js'
import { follow, tableType } from './watching.js'

type Read = Sent & Content

/** Sends a request as the REST protocol has it, and takes the answer. */
export async function sendOver(connection: Connection, request: Sent): Promise<Answer> {
  const { body, options } = await request.content()
  const read = { ...request, body, options }
  const stream = Object.hasOwn(streams, read.subresource) ? streams[read.subresource] : undefined
  if (stream !== undefined) return stream(connection, read)
  if (read.verb === 'watch') return { events: follow(connection, read) }
  const object = await connection.object<KubeList>(callOf(read))
  const listed = ofMany.includes(read.verb) && read.options.table !== true
  return { object: listed ? typedList(object) : object, created: false }
}

const methods: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
}
const ofMany = ['list', 'deletecollection']

const patchTypes: Readonly<Record<Patch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

/** A request for objects. */
function callOf({ verb, resource, namespace, name, subresource, body, options }: Read): Call {
  const names = ofMany.includes(verb) || name === '' ? [] : [name, subresource || undefined]
  const path = pathTo(resource, namespace, names, parametersOf(verb, options))
  const accept = options.table === true ? { Accept: tableType } : {}
  const call = { method: methods[verb] ?? 'GET', path, headers: accept }
  if (verb === 'patch') {
    const patch = body as Patch
    return { ...call, headers: { ...accept, 'Content-Type': patchTypes[patch.type] }, body: patch.body }
  }
  if (call.method === 'DELETE') return { ...call, body: deletion(options) }
  return body === undefined ? call : { ...call, body }
}

function parametersOf(verb: string, options: Options): Readonly<Record<string, string | number | undefined>> {
  const includeObject = options.table === true && options.wholeObjects === true ? 'Object' : undefined
  if (verb === 'get') return { includeObject }
  if (verb === 'delete') return {}
  return ofMany.includes(verb) ? { ...selection(options), includeObject } : writing(options)
}

/** In lists objects of built-in kinds say no type of their own. */
function typedList(list: KubeList): KubeList {
  const type = { apiVersion: list.apiVersion, kind: list.kind.replace(/List$/, '') }
  return { ...list, items: list.items.map((item) => ({ ...type, ...item })) }
}

const streams: Readonly<Record<string, (connection: Connection, request: Read) => Promise<Answer>>> = {
  log: async (connection, request) => ({ text: log(connection, request) }),
  exec: async (connection, request) => session(connection, 'exec', request),
  attach: async (connection, request) => session(connection, 'attach', request),
  async portforward(connection, { namespace, name }) {
    const { forwardThrough } = await import('./forwarding.js')
    return { forwarding: await forwardThrough(connection, { namespace, pod: name }) }
  },
}

async function* log(connection: Connection, { resource, namespace, name, options }: Read): AsyncGenerator<string> {
  const { signal, container, follow, previous, timestamps, tailLines, sinceSeconds, sinceTime, limitBytes } = options
  const flag = (value: boolean | undefined) => (value === true ? 'true' : undefined)
  const path = pathTo(resource, namespace, [name, 'log'], {
    container,
    follow: flag(follow),
    previous: flag(previous),
    timestamps: flag(timestamps),
    tailLines,
    sinceSeconds,
    sinceTime,
    limitBytes,
  })
  try {
    const response = await connection.stream({ path, ...(signal === undefined ? {} : { signal }) })
    yield* connection.whole(linesOf(response))
    if (follow === true) await connection.stay()
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}

function session(connection: Connection, verb: 'exec' | 'attach', { namespace, name, options }: Read): Answer {
  const { container = '', command = [], stdin = false, tty = false, signal } = options
  const query: ExecQuery = {
    namespace,
    pod: name,
    container,
    command,
    stdin,
    tty,
    ...(signal === undefined ? {} : { signal }),
  }
  return {
    async run(streams) {
      const { runSession } = await import('./session.js')
      const code = await runSession(connection, verb, query, streams)
      if (signal?.aborted !== true) await connection.stay()
      return code
    },
  }
}
