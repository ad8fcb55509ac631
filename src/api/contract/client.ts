import type { Instant, KubeList, KubeObject, Millis } from '../../model/objects/object.js'
import type { ResourceInfo, SubresourceInfo } from './names.js'
import type { Table } from './table.js'

export interface Target {
  readonly resource: ResourceInfo
  /** Empty for cluster-scoped resources. */
  readonly namespace: string
  readonly name: string
}

export interface ListQuery {
  readonly resource: ResourceInfo
  /** Empty: all namespaces (or a cluster-scoped resource). */
  readonly namespace: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  readonly limit?: number
  readonly continue?: string
  /** As it was at a revision; Expired when that is no longer known. Absent: as it is. */
  readonly revision?: number
  /** One object by name, as `get pod x -o wide` asks for a table of one. */
  readonly name?: string
  /** Tables of one object only: that of its Scale, as `get deployment x --subresource=scale` asks. */
  readonly subresource?: string
  /** Rows of tables carry their whole objects, where metadata would do. */
  readonly wholeObjects?: boolean
}

export interface WriteOptions {
  readonly dryRun?: boolean
  readonly fieldManager?: string
  /** Of an apply: takes fields from whom they belong to. */
  readonly force?: boolean
  /** Default Strict: unknown and duplicate fields are errors. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore'
  /** Paths of the fields that the text of the body has twice, which its value can no longer tell. */
  readonly duplicateFields?: readonly string[]
  /** If there are any: the paths of all fields in the order of the text, as often as they come. */
  readonly fieldOrder?: readonly string[]
  /** What the YAML decoder says of them, where the text is read as YAML: `yaml: unmarshal errors:…`. */
  readonly duplicateKeys?: string
  readonly subresource?: string
}

export type Patch =
  | { readonly type: 'json'; readonly body: readonly unknown[] }
  | { readonly type: 'merge' | 'strategic' | 'apply'; readonly body: unknown }

export interface DeleteOptions extends WriteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
}

export interface WatchQuery extends ListQuery {
  /** Changes after this revision; absent: the present objects come first, as ADDED. */
  readonly resourceVersion?: string
  readonly signal?: AbortSignal
  /** Says with a BOOKMARK which revision has been reached, whenever the events until then have been told. */
  readonly bookmarks?: boolean
  /** How long it may take, by the machine's clock, until there is a bookmark although nothing has happened. */
  readonly heartbeat?: () => Millis
  /**
   * How long a virtual clock stands still before it jumps for this watch, so that somebody far away who has seen enough
   * can leave before.
   */
  readonly jumpDelay?: Millis
  /** The watch ends when the cluster's clock shows this instant. */
  readonly until?: Instant
}

export interface WatchEvent<T = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: T
}

export interface LogQuery {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly follow?: boolean
  readonly previous?: boolean
  readonly timestamps?: boolean
  readonly tailLines?: number
  readonly sinceSeconds?: number
  readonly sinceTime?: string
  readonly limitBytes?: number
  readonly signal?: AbortSignal
}

export interface ExecQuery {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly command: readonly string[]
  readonly stdin: boolean
  readonly tty: boolean
  /** Ends the session; a program that runs in it alone ends with it. */
  readonly signal?: AbortSignal
}

/** Both directions of a connection, as bytes. */
export interface ByteConnection {
  /** Ends when the client sends nothing more. */
  readonly input: AsyncIterable<Uint8Array>
  /** Returns when the client takes more. */
  write(bytes: Uint8Array): Promise<void>
}

/** A way to the ports of a pod, over which many connections go at once. */
export interface Forwarding {
  /**
   * Joins a connection to a port inside the pod; resolves when it is over: to the kubelet's words when it could not be
   * made or has failed, else to undefined.
   */
  connect(port: number, connection: ByteConnection): Promise<string | undefined>
  /** No more connections are made; those that are there end with their input. */
  close(): void
}

/** The three streams of a process, as an exec or attach session carries them. */
export interface Streams {
  /** Chunks as they come; ends at end of file. Undefined when there is no standard input. */
  readonly stdin: AsyncIterable<string> | undefined
  out(text: string): void
  err(text: string): void
  /** Sends what is buffered; called before the session waits for input or time. */
  flush?(): Promise<void>
  /** Calls the handler at each Ctrl-C on the session's terminal, until the function returned is called. */
  onInterrupt?(handler: () => void): () => void
}

export interface VersionInfo {
  readonly major: string
  readonly minor: string
  /** `v1.36.2` */
  readonly gitVersion: string
}

/**
 * A Kubernetes client. Locally it is the api itself; over HTTP the REST protocol. All errors are
 * ApiErrors, or ConnectionErrors where a server cannot be reached. A write
 * returns the object as the API server would answer, before any controller has acted on it.
 */
export interface Client {
  /** The cluster's clock, against which ages are told. */
  now(): Instant
  version(): Promise<VersionInfo>
  /** Every served resource, all versions, in discovery's order (core first, preferred versions first). */
  resources(): Promise<readonly ResourceInfo[]>
  /** What is below the path of the resource's objects. */
  subresources(resource: ResourceInfo): Promise<readonly SubresourceInfo[]>
  get<T extends KubeObject = KubeObject>(target: Target & { readonly subresource?: string }): Promise<T>
  list<T extends KubeObject = KubeObject>(query: ListQuery): Promise<KubeList<T>>
  table(query: ListQuery): Promise<Table>
  create<T extends KubeObject = KubeObject>(
    resource: ResourceInfo,
    namespace: string,
    object: KubeObject,
    options?: WriteOptions,
  ): Promise<T>
  update<T extends KubeObject = KubeObject>(target: Target, object: KubeObject, options?: WriteOptions): Promise<T>
  patch<T extends KubeObject = KubeObject>(target: Target, patch: Patch, options?: WriteOptions): Promise<T>
  delete(target: Target, options?: DeleteOptions): Promise<KubeObject>
  deleteCollection(query: ListQuery, options?: DeleteOptions): Promise<KubeList>
  watch(query: WatchQuery): AsyncIterable<WatchEvent>
  watchTable(query: WatchQuery): AsyncIterable<WatchEvent<Table>>
  /** The log's text in chunks, newlines included. */
  logs(query: LogQuery): AsyncIterable<string>
  /** Runs a command in a container; resolves to its exit code. */
  exec(query: ExecQuery, streams: Streams): Promise<number>
  /** Opens a way to a pod's ports; ApiErrors as the upgrade of the request is refused. */
  forward(query: { readonly namespace: string; readonly pod: string }): Promise<Forwarding>
  /** Joins the container's main process; resolves to its exit code, or undefined when detached. */
  attach(query: Omit<ExecQuery, 'command'>, streams: Streams): Promise<number | undefined>
}
