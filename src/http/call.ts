import type { ResourceInfo } from '../api/contract/client.js'
import type { Answer, Exchange } from './exchange.js'
import type { Representation } from './negotiation.js'
import type { ResourcePath } from './paths.js'

/** A request for a served resource. */
export interface Asked {
  readonly exchange: Exchange
  readonly path: ResourcePath
  readonly resource: ResourceInfo
}

export interface Call extends Asked {
  readonly representation: Representation
}

/** What is done for a request of a method, by what its path names. */
export type Verb = (call: Call) => Promise<Answer>
