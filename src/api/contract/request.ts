import type { KubeList, KubeObject } from '../../model/objects/object.js'
import type { QuestionAnswer } from './admission.js'
import type { DeleteOptions, ExecQuery, Forwarding, LogQuery, Streams, WatchEvent, WatchQuery } from './client.js'
import type { ResourceInfo } from './names.js'
import type { Table } from './table.js'
import type { Impersonation, User } from './user.js'

/** A resource as a request names it; whether there is one is found out when it is answered. */
export type ResourceName = Pick<ResourceInfo, 'group' | 'version' | 'plural'>

/** Whom a request comes from. */
export interface Sender {
  /** As authentication has found out. */
  readonly user: User
  /** Whom the user wants to be taken for. */
  readonly impersonate?: Impersonation
  /** Holds the state file itself, and so is asked for no rights before asking to be taken for somebody else. */
  readonly trusted?: true
  /** The field manager of writes that name none. */
  readonly manager: string
  /** Receives the texts of `Warning:` headers. */
  warn(text: string): void
}

/** What somebody asks of a resource, whichever way it came: what a `RequestInfo` of the API server says, and what it carries. */
export interface ResourceRequest extends Sender {
  /** As roles name it; that of a stream is `get` or `create`, by its method. */
  readonly verb: string
  readonly resource: ResourceName
  /** Empty at the cluster scope and across all namespaces. */
  readonly namespace: string
  /** Of the object; of many objects the one that their selector lets through, or empty. */
  readonly name: string
  /** Empty for the object itself. */
  readonly subresource: string
  /**
   * What else was sent. Read when it is known that the sender may make the request: who may not is told so, whatever is
   * wrong with the rest. Read as often as one likes, it is the same.
   */
  content(): Content | Promise<Content>
  /** What those have said whom plugins of admission have asked about it. */
  readonly answers?: readonly QuestionAnswer[]
}

/** A request that names no resource: a document, say. */
export interface PathRequest extends Sender {
  /** The method in small letters. */
  readonly verb: string
  readonly path: string
}

export type Request = ResourceRequest | PathRequest

export interface Content {
  /** An object; of a patch the Patch. */
  readonly body?: unknown
  readonly options: Options
}

/** What a request says beside what it is about; each verb has its own. */
export interface Options
  extends Omit<DeleteOptions, 'subresource'>,
    Omit<WatchQuery, 'resource' | 'namespace' | 'name' | 'subresource'>,
    Partial<Omit<LogQuery, 'namespace' | 'pod'>>,
    Partial<Omit<ExecQuery, 'namespace' | 'pod'>> {
  /** As the table that clients print. */
  readonly table?: boolean
}

/**
 * What a deletion has left: the object is marked and still there; it is gone, and shown once more all the same; or it is gone,
 * and that is all there is to say.
 */
export type DeletionOutcome = 'marked' | 'shown' | 'gone'

export interface ObjectAnswer {
  readonly object: KubeObject | KubeList | Table
  readonly created: boolean
  /** Of a deletion. */
  readonly outcome?: DeletionOutcome
}

export type Answer =
  | ObjectAnswer
  | { readonly events: AsyncIterable<WatchEvent<KubeObject | Table>> }
  /** A log in chunks, newlines included. */
  | { readonly text: AsyncIterable<string> }
  /** A session, which begins when it is given its streams; resolves to the exit code, or undefined when detached. */
  | { run(streams: Streams): Promise<number | undefined> }
  | { readonly forwarding: Forwarding }
  /** What somebody else has answered who stands at the end of the chain, in the place of the registry. */
  | { readonly given: unknown }

/** Answers at once what can be: whoever begins to watch misses nothing that happens next. */
export type Handler = (request: Request) => Promise<Answer> | Answer

/** One step on the way to a handler. */
export type Link = (next: Handler) => Handler
