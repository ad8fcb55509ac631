import type { Patch } from '../../api/contract/client.js'
import { ApiError } from '../../api/contract/errors.js'
import { apiVersionOf, isPart } from '../../api/contract/names.js'
import { badRequest, unsupportedMediaType, wrongMethod } from '../../api/contract/status-errors.js'
import { isReleased } from '../../api/requests/deletion.js'
import { goQuote } from '../../model/go/quote.js'
import { jsonType } from '../../model/json/json-type.js'
import type { KubeList, KubeObject } from '../../model/objects/object.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import { type Answer, ok } from '../exchange/exchange.js'
import { metadataOffer, negotiate, negotiateStream, type Offer, objectOffer } from '../exchange/negotiation.js'
import { checkListOptions, flag, listQuery, revisionOption, watchDefaults, writeOptions } from '../exchange/query.js'
import { checkRoute, objectTypes, type RouteTypes, streamedTypes } from '../exchange/route-types.js'
import { configurationBody, objectBody, optionsBody, patchBody } from './body.js'
import type { Asked, Call, Verb } from './call.js'
import { deleteOptions } from './delete-options.js'
import { success } from './deletion-answer.js'
import type { Duplicates } from './duplicates.js'
import { ask, createSubresource } from './posted-subresources.js'
import { includeObject, represented, shownTable } from './representation.js'

/** Answers a request for objects of a resource: which verb it is depends on the method and on what the path names. */
export async function answerVerb(asked: Asked): Promise<Answer> {
  const { exchange, path, resource } = asked
  const verb = (path.name === '' ? ofCollection : path.subresource === '' ? ofObject : ofSubresource)(asked)
  if (verb === undefined) throw wrongMethod()
  if (builtInKind(resource) !== undefined) checkRoute(exchange, routeOf(verb))
  const problem = segmentProblem(path.name)
  if (problem !== undefined) throw badRequest(`Name parameter invalid: ${goQuote(path.name)}: ${problem}`)
  const rendering = (verb === watch ? negotiateStream : negotiate)(exchange.headers.accept, offerOf(asked))
  if (rendering.as === 'Table') includeObject(asked)
  const answer = await verb({ ...asked, representation: rendering })
  return 'object' in answer ? { ...answer, rendering } : answer
}

function routeOf(verb: Verb): RouteTypes {
  const produces = verb === list || verb === watch ? streamedTypes : objectTypes
  return verb === patch ? { produces, consumes: Object.keys(patchTypes) } : { produces }
}

/** Questions have no columns, and neither has what some subresources take; custom resources have no binary form. */
function offerOf({ part, resource }: Asked): Offer {
  const shown = resource.verbs.includes('get') && (part === undefined || isPart(part))
  return { ...(shown ? objectOffer : metadataOffer), onlyText: builtInKind(resource) === undefined }
}

/** What no segment of a path may be (`path.IsValidPathSegmentName`). */
function segmentProblem(name: string): string | undefined {
  if (name === '.' || name === '..') return `may not be '${name}'`
  return name.includes('%') ? "may not contain '%'" : undefined
}

function ofCollection({ exchange: { method, query }, path, resource }: Asked): Verb | undefined {
  const allowed = (verb: string, answer: Verb) => (resource.verbs.includes(verb) ? answer : undefined)
  if (method === 'GET') return path.watches || flag(query, 'watch') ? allowed('watch', watch) : allowed('list', list)
  if (path.watches) return undefined
  const inScope = path.namespace !== '' || !resource.namespaced
  if (method === 'POST' && inScope) return allowed('create', create)
  return method === 'DELETE' && inScope ? allowed('deletecollection', deleteCollection) : undefined
}

function ofObject({ exchange: { method, query }, path, resource }: Asked): Verb | undefined {
  const allowed = (verb: string, answer: Verb) => (resource.verbs.includes(verb) ? answer : undefined)
  if (method === 'GET') return path.watches || flag(query, 'watch') ? allowed('watch', watch) : allowed('get', get)
  if (path.watches) return undefined
  if (method === 'PUT') return allowed('update', update)
  if (method === 'PATCH') return allowed('patch', patch)
  return method === 'DELETE' ? allowed('delete', remove) : undefined
}

/** Subresources that are objects; those that are streams are answered elsewhere. */
function ofSubresource({ exchange: { method }, part }: Asked): Verb | undefined {
  const allowed = (verb: string, answer: Verb) => (part?.verbs.includes(verb) === true ? answer : undefined)
  if (method === 'GET') return allowed('get', get)
  if (method === 'PUT') return allowed('update', update)
  if (method === 'PATCH') return allowed('patch', patch)
  return method === 'POST' ? allowed('create', part?.asks === true ? ask : createSubresource) : undefined
}

const targetOf = ({ path, resource }: Call) => ({ resource, namespace: path.namespace, name: path.name })

const objectSubresource = ({ part }: Call): { subresource?: string } =>
  part === undefined ? {} : { subresource: part.name }

const get: Verb = async (call) => {
  const { exchange, representation } = call
  await checkRevision(call, false)
  if (representation.as !== 'Table') {
    return ok(await represented(await exchange.client.get({ ...targetOf(call), ...objectSubresource(call) }), call))
  }
  const table = await exchange.client.table({ ...targetOf(call), ...objectSubresource(call) })
  return ok(shownTable(table, includeObject(call), representation.version))
}

const list: Verb = async (call) => {
  const { exchange, path, resource, representation } = call
  checkListOptions(exchange.query, false)
  await checkRevision(call, true)
  const query = listQuery(exchange.query, resource, path.namespace)
  if (representation.as !== 'Table') return listed(await exchange.client.list(query), call)
  return ok(shownTable(await exchange.client.table(query), includeObject(call), representation.version))
}

/** What has not happened yet cannot be told; a server waits for it, and gives up. */
async function checkRevision({ exchange }: Call, lists: boolean): Promise<void> {
  const { query, server } = exchange
  const wanted = revisionOption(query, lists)
  if (lists && wanted !== undefined && wanted > 0 && query.get('continue')) {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  if (wanted === undefined) return
  const current = await server.cluster.read(({ revision }) => revision)
  if (wanted > current) {
    const message = `Too large resource version: ${wanted}, current: ${current}`
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
    throw new ApiError(504, 'Timeout', `Timeout: ${message}`, { causes, retryAfterSeconds: 1 })
  }
}

const watch: Verb = async (call) => {
  const { watching } = await import('./watching.js')
  const { exchange, path, resource, representation } = call
  const { kubernetesVersion } = exchange.server.cluster.settings
  const query = watchDefaults(exchange.query, kubernetesVersion)
  return watching(
    { ...exchange, query },
    resource,
    path.namespace,
    path.name === '' ? undefined : path.name,
    representation,
  )
}

const create: Verb = async (call) => {
  const { exchange, path, resource } = call
  const options = writeOptions(exchange.query, 'CreateOptions')
  const { object, duplicates } = await sentObject(call)
  const created = await exchange.client.create(resource, path.namespace, object, { ...options, ...duplicates })
  // Some of what is created is not kept, and answered with a mere Status.
  const status = created.kind === 'Status'
  return { status: 201, object: status ? created : await represented(created, call) }
}

const update: Verb = async (call) => {
  const { exchange } = call
  const options = { ...writeOptions(exchange.query, 'UpdateOptions'), ...objectSubresource(call) }
  const { object, duplicates } = await sentObject(call)
  let status = 200
  const onCreate = () => {
    status = 201
  }
  const updated = await exchange.client.update(targetOf(call), object, { ...options, ...duplicates, onCreate })
  return { status, object: await represented(updated, call) }
}

const patch: Verb = async (call) => {
  const { exchange } = call
  const type = patchTypes[(exchange.headers['content-type'] ?? '').split(';', 1)[0]!]
  const known = builtInKind(call.resource) !== undefined
  // Nobody knows how the lists of a custom resource are merged.
  if (type === undefined || (type === 'strategic' && !known)) {
    const types = Object.entries(patchTypes).filter(([, each]) => each !== 'strategic' || known)
    throw unsupportedMediaType(types.map(([name]) => name))
  }
  const apply = type === 'apply'
  const options = { ...writeOptions(exchange.query, 'PatchOptions', apply), ...objectSubresource(call) }
  const body = apply
    ? configurationBody(exchange)
    : patchBody(exchange, type === 'strategic' ? '' : 'error decoding patch: ')
  const { value, duplicates } = await body
  if (type === 'json' && !Array.isArray(value)) {
    const what = `json: cannot unmarshal ${jsonType(value)} into Go value of type`
    throw badRequest(
      options.fieldValidation === 'Ignore'
        ? `${what} jsonpatch.Patch`
        : `error decoding patch: ${what} []handlers.jsonPatchOp`,
    )
  }
  let status = 200
  const changed = await exchange.client.patch(targetOf(call), { type, body: value } as Patch, {
    ...options,
    ...duplicates,
    onCreate: () => {
      status = 201
    },
  })
  return { status, object: await represented(changed, call) }
}

const patchTypes: Readonly<Record<string, Patch['type']>> = Object.assign(Object.create(null), {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
})

const remove: Verb = async (call) => {
  const { exchange, resource } = call
  const { cascades, ...options } = deleteOptions(exchange.query, await optionsBody(exchange))
  const object = await exchange.client.delete(targetOf(call), options)
  // What goes at once is confirmed, of some kinds with the object; what goes later is shown as it is until then.
  const kind = builtInKind(resource)
  const { partsOf } = await import('../../kinds/writing.js')
  const strategy = kind && partsOf(kind).strategy
  const stays = object.metadata.deletionTimestamp !== undefined && !(strategy && isReleased(strategy, object))
  if (stays || strategy?.answersDeleted === true) {
    return { status: stays && cascades ? 202 : 200, object: await represented(object, call) }
  }
  const { name, uid } = object.metadata
  const group = resource.group === '' ? {} : { group: resource.group }
  return ok(success({ name, ...group, kind: resource.plural, uid }))
}

const deleteCollection: Verb = async (call) => {
  const { exchange, path, resource } = call
  checkListOptions(exchange.query, false)
  const query = listQuery(exchange.query, resource, path.namespace)
  const { cascades: _, ...options } = deleteOptions(exchange.query, await optionsBody(exchange))
  return listed(await exchange.client.deleteCollection(query, options), call)
}

/** Custom resources know their type in lists too, and these always say where they go on. */
async function listed(list: KubeList, call: Call): Promise<Answer> {
  if (builtInKind(call.resource) !== undefined) {
    return { status: 200, object: await represented(list, call), bareItems: call.representation.as === '' }
  }
  return ok(await represented({ ...list, metadata: { continue: '', ...list.metadata } }, call))
}

interface Sent {
  readonly object: KubeObject
  readonly duplicates: Duplicates
}

/** What the body does not say of its type is what the path says. */
async function sentObject({ exchange, part, resource }: Call): Promise<Sent> {
  const { value, duplicates } = await objectBody(exchange, part?.type?.kind ?? resource.kind)
  const { apiVersion, kind, ...rest } = value
  const type = { apiVersion: apiVersion || apiVersionOf(resource), kind: kind || resource.kind }
  return { object: (part?.type === undefined ? { ...rest, ...type } : value) as unknown as KubeObject, duplicates }
}
