import { isPart } from '../../api/contract/names.js'
import type { Content } from '../../api/contract/request.js'
import { badRequest, wrongMethod } from '../../api/contract/status-errors.js'
import { goQuote } from '../../model/go/quote.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import type { Answer } from '../exchange/exchange.js'
import { metadataOffer, negotiate, negotiateStream, type Offer, objectOffer } from '../exchange/negotiation.js'
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
  const request = resourceRequest(exchange, path, (verb) => read(asked, verb))
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

/** What is asked for by a verb, which has been allowed. */
async function read(asked: Asked, allowed: string): Promise<ReadRequest> {
  const { exchange, path, resource } = asked
  const verb = (path.subresource === '' ? ofResource : ofSubresource)(asked, allowed)
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

const ofMany: Readonly<Record<string, Verb>> = { list, watch, create, deletecollection: deleteCollection }
const ofOne: Readonly<Record<string, Verb>> = { get, watch, update, patch, delete: remove }
/** Across all namespaces nothing is made and nothing deleted. */
const inScopeAlone = ['create', 'deletecollection']

function ofResource({ exchange: { method }, path, resource }: Asked, verb: string): Verb | undefined {
  const inScope = path.name !== '' || path.namespace !== '' || !resource.namespaced
  if (!resource.verbs.includes(verb) || (!inScope && inScopeAlone.includes(verb))) return undefined
  return looks.includes(verb) && method !== 'GET' ? undefined : (path.name === '' ? ofMany : ofOne)[verb]
}

/** What HEAD, or any method behind `/watch/`, is taken for by the roles, and has no route of its own. */
const looks = ['get', 'list', 'watch']

/** Subresources that are objects; those that are streams are answered elsewhere. */
function ofSubresource({ exchange: { method }, part }: Asked, verb: string): Verb | undefined {
  if (part?.verbs.includes(verb) !== true || (verb === 'get' && method !== 'GET')) return undefined
  return verb === 'create' ? (part.asks === true ? ask : createSubresource) : ofOne[verb]
}
