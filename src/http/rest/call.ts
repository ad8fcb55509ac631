import type { ResourceInfo, SubresourceInfo } from '../../api/contract/names.js'
import type { Answer, Exchange } from '../exchange/exchange.js'
import type { Representation } from '../exchange/negotiation.js'
import type { ResourcePath } from '../exchange/paths.js'

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

/** What is done for a request of a method, by what its path names. */
export type Verb = (call: Call) => Promise<Answer>
