import { isPart } from '../../api/contract/names.js'
import type { Content } from '../../api/contract/request.js'
import { badRequest, wrongMethod } from '../../api/contract/status-errors.js'
import { goQuote } from '../../model/go/quote.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import type { Answer } from '../exchange/exchange.js'
import { metadataOffer, negotiate, negotiateStream, type Offer, objectOffer } from '../exchange/negotiation.js'
import { flag } from '../exchange/query.js'
import { resourceRequest } from '../exchange/request.js'
import { checkRoute } from '../exchange/route-types.js'
import type { Asked, Call, Verb } from './call.js'
import { ask, createSubresource } from './posted-subresources.js'
import { get, list, watch } from './reads.js'
import { includeObject } from './representation.js'
import { create, deleteCollection, patch, remove, update } from './writes.js'

/** Answers a request for objects of a resource: its bytes become a request of the api, and the answer becomes bytes. */
export async function answerVerb(asked: Asked): Promise<Answer> {
  const { exchange, path } = asked
  const request = resourceRequest(exchange, path, () => read(asked))
  const answer = await exchange.server.cluster.send(request)
  const { verb, call, content } = await request.content()
  const shown = await verb.shown(answer, call, content)
  return 'object' in shown ? { ...shown, rendering: call.representation } : shown
}

interface ReadRequest extends Content {
  readonly verb: Verb
  readonly call: Call
  readonly content: Content
}

/** What is asked for, which verb it is depends on the method and on what the path names. */
async function read(asked: Asked): Promise<ReadRequest> {
  const { exchange, path, resource } = asked
  const verb = (path.name === '' ? ofCollection : path.subresource === '' ? ofObject : ofSubresource)(asked)
  if (verb === undefined) throw wrongMethod()
  if (builtInKind(resource) !== undefined) checkRoute(exchange, verb.route)
  const problem = segmentProblem(path.name)
  if (problem !== undefined) throw badRequest(`Name parameter invalid: ${goQuote(path.name)}: ${problem}`)
  const representation = (verb.streams ? negotiateStream : negotiate)(exchange.headers.accept, offerOf(asked))
  if (representation.as === 'Table') includeObject(asked)
  const call = { ...asked, representation }
  const content = await verb.content(call)
  return { ...content, verb, call, content }
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

function ofObject({ exchange: { method }, path, resource }: Asked): Verb | undefined {
  const allowed = (verb: string, answer: Verb) => (resource.verbs.includes(verb) ? answer : undefined)
  if (method === 'GET') return path.watches ? allowed('watch', watch) : allowed('get', get)
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
