import type { Instant, KubeObject } from '../model/objects/object.js'
import type { ClusterSettings } from '../model/objects/settings.js'
import type { Pod } from '../model/objects/types.js'
import type { RandomSource } from '../simulation/random.js'
import type { Reader } from '../store/store.js'

/** The cluster at one instant, with the few writes that traffic causes. A controller's World is one. */
export interface NetworkWorld extends Reader {
  readonly now: Instant
  readonly settings: ClusterSettings
  readonly random: RandomSource
  create<T extends KubeObject>(resource: string, object: T): T
  update<T extends KubeObject>(resource: string, object: T): T
}

/** Where traffic starts: the user's own machine, a node, or a pod (hostNetwork pods are on their node's network). */
export type Origin =
  | { readonly from: 'host' }
  | { readonly from: 'node'; readonly node: string }
  | { readonly from: 'pod'; readonly namespace: string; readonly pod: string }

export type Protocol = 'TCP' | 'UDP'

export interface HttpRequest {
  readonly method: string
  /** With the query: `/a?b=c`. */
  readonly path: string
  readonly version: '1.0' | '1.1'
  readonly headers: readonly Header[]
  readonly body: string
  readonly tls: boolean
  /** The client does not believe in the server's certificate: it sends nothing, and only says so. */
  readonly untrusted?: true
  /** The first line of something that is no HTTP; all else is empty then. */
  readonly malformed?: string
}

export interface HttpResponse {
  readonly version: '1.0' | '1.1'
  readonly status: number
  readonly reason: string
  readonly headers: readonly Header[]
  /** What follows the headers on the wire, decoded: empty for HEAD. */
  readonly body: string
  /** The program is the cluster's API server, and this what it says to whoever cannot wait for its true answer. */
  readonly instead?: 'api'
}

export type Header = readonly [name: string, value: string]

/** A question that a program puts to the network: plain data, as is its answer, so that both can be kept. */
export type Question =
  | { readonly ask: 'lookup'; readonly host: string }
  | { readonly ask: 'dns'; readonly name: string; readonly type: RecordType; readonly server?: string }
  | { readonly ask: 'connect'; readonly address: string; readonly port: number; readonly protocol: Protocol }
  | { readonly ask: 'ping'; readonly address: string }
  | { readonly ask: 'http'; readonly address: string; readonly port: number; readonly request: HttpRequest }

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR' | 'NS' | 'SOA' | 'TXT' | 'MX'

export interface DnsRecord {
  readonly name: string
  readonly type: RecordType
  readonly ttl: number
  /** As a zone file has it; names end with a dot. */
  readonly data: string
}

/** The answer to each kind of question. */
export interface Answers {
  /** As getaddrinfo(3) resolves, with /etc/hosts and search domains. `silent`: no name server answered. */
  lookup:
    | { readonly outcome: 'found'; readonly addresses: readonly string[]; readonly name: string }
    | { readonly outcome: 'unknown' | 'silent' }
  /** One query to a name server: the name is absolute, no search. */
  dns:
    | {
        readonly outcome: 'answered'
        readonly server: string
        readonly code: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'SERVFAIL'
        readonly records: readonly DnsRecord[]
        /** Addresses of the names in the records. */
        readonly additional?: readonly DnsRecord[]
        readonly authoritative: boolean
      }
    | { readonly outcome: 'refused' | 'timeout'; readonly server: string }
  connect: { readonly outcome: 'open'; readonly local: SocketAddress } | { readonly outcome: 'refused' | 'timeout' }
  ping: { readonly outcome: 'reply' | 'timeout' | 'unreachable' }
  http:
    | { readonly outcome: 'answered'; readonly response: HttpResponse; readonly local: SocketAddress }
    /** `closed`: connected, then closed without a byte. `silent`: connected, and nothing ever comes. */
    | { readonly outcome: 'closed'; readonly local: SocketAddress }
    | { readonly outcome: 'silent'; readonly local: SocketAddress }
    | { readonly outcome: 'tls-error'; readonly local: SocketAddress; readonly message: string }
    | { readonly outcome: 'refused' }
    | { readonly outcome: 'timeout' }
}

export type AnswerTo<Q extends Question> = Answers[Q['ask']]

export interface SocketAddress {
  readonly address: string
  readonly port: number
}

/** What runs behind the sockets of pods. The network asks, `runtime/` answers. */
export interface Applications {
  /** The sockets that the pod's running containers have open. */
  sockets(pod: Pod, world: NetworkWorld): readonly Socket[]
  /** Hands a request to the program behind a socket, which may log it. */
  answer(delivery: Delivery, world: NetworkWorld): HttpResponse | 'closed' | 'silent'
}

export interface Socket {
  readonly container: string
  readonly protocol: Protocol
  /** Loopback sockets answer only inside the pod. */
  readonly loopback: boolean
  readonly port: number
  readonly tls: boolean
}

export interface Delivery {
  readonly pod: Pod
  readonly socket: Socket
  /** The client's address as the program sees it. */
  readonly client: string
  /** The address and port on which it was reached. */
  readonly server: SocketAddress
  readonly request: HttpRequest
}

/** The whole network: one place answers whatever is asked, from wherever. */
export interface Network {
  answer<Q extends Question>(origin: Origin, question: Q, world: NetworkWorld): AnswerTo<Q>
}
