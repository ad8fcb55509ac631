import type { IncomingMessage } from 'node:http'
import type { Sender } from '../../api/contract/request.js'
import type { Cluster } from '../../cluster/cluster.js'
import type { Millis } from '../../model/objects/object.js'
import type { Header } from '../../network/contract.js'
import type { Rendering } from './negotiation.js'
import { RequestCounts } from './request-counts.js'

/** What every request is answered with the help of. */
export interface ServerContext {
  readonly cluster: Cluster
  readonly requests: RequestCounts
  /** How long a virtual clock stands still before it jumps for a watch. */
  readonly jumpDelay: Millis
  /** How long a watch goes on whose client names no end; undefined: until the client goes. */
  readonly watchTime: () => Millis | undefined
  /** Whether whoever asks can be told something without an end. */
  readonly endless: boolean
  /** The address that discovery tells clients. */
  readonly address: () => string
}

/** For those who ask from within the process: no server stands between. */
export const serverInside = (cluster: Cluster, address: string, endless: boolean): ServerContext => ({
  cluster,
  endless,
  requests: new RequestCounts(),
  jumpDelay: 0,
  watchTime: () => undefined,
  address: () => address,
})

/** One request over HTTP, of which no more is known than its bytes and who has sent them. */
export interface Exchange {
  readonly server: ServerContext
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** The query as it was sent, from its question mark on; empty without. */
  readonly search: string
  readonly headers: IncomingMessage['headers']
  /** Whom it comes from; what this one is warned of goes with the answer. */
  readonly sender: Sender
  /** Called when it is known that the sender may make the request. */
  readonly admitted?: () => void
  /** The bytes of the body, read when they are asked for; none when there is no body. */
  bytes(): Promise<Buffer>
  /** Aborted when the client has gone, or the server closes. */
  readonly signal: AbortSignal
}

/** What a request is answered with: an object, a text, or a stream of chunks that follow as they come. */
export type Answer =
  | { readonly status: number; readonly object: unknown; readonly rendering?: Rendering; readonly bareItems?: boolean }
  | { readonly status: number; readonly text: string | Buffer; readonly type?: string; readonly headers?: Headers }
  /** What a program in the cluster has answered. */
  | { readonly status: number; readonly reason?: string; readonly bytes: Buffer; readonly headers: readonly Header[] }
  | { readonly status: number; readonly chunks: AsyncIterable<string | Buffer>; readonly type: string }

type Headers = Readonly<Record<string, string>>

export const ok = (object: unknown): Answer => ({ status: 200, object })

/** What is no object of the api is told in JSON for people, whatever the client takes (`WriteRawJSON`). */
export const rawJson = (value: unknown): Answer => ({
  status: 200,
  text: JSON.stringify(value, undefined, 2),
  type: 'application/json',
})

/** Paths that lead nowhere are answered in text, before any of them is taken for a resource. */
export const pageNotFound: Answer = {
  status: 404,
  text: '404 page not found\n',
  headers: { 'X-Content-Type-Options': 'nosniff' },
}
