import type { ResourceInfo, SubresourceInfo } from '../../api/contract/names.js'
import type { Answer as Answered, Content } from '../../api/contract/request.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import type { Representation } from '../exchange/negotiation.js'
import type { ResourcePath } from '../exchange/paths.js'
import type { RouteTypes } from '../exchange/route-types.js'

/** A request for a served resource. */
export interface Asked {
  readonly exchange: Exchange
  readonly path: ResourcePath
  readonly resource: ResourceInfo
  /** The subresource that the path names, if any. */
  readonly part: SubresourceInfo | undefined
}

export interface Call extends Asked {
  readonly representation: Representation
}

/** What a request of a method carries, and how its answer is told. */
export interface Verb<C extends Content = Content> {
  readonly route: RouteTypes
  /** Its events follow one another. */
  readonly streams?: true
  /** Read off the query and the body; throws what is wrong with them. */
  content(call: Call): C | Promise<C>
  shown(answer: Answered, call: Call, content: C): Answer | Promise<Answer>
}

/** The object that a request has been answered with. */
export function objectIn(answer: Answered): Extract<Answered, { readonly object: unknown }> {
  if ('object' in answer) return answer
  throw new Error('the registry has answered with no object')
}
