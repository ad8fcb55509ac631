import type { Header } from '../../network/contract.js'

/**
 * An image as a file describes it. All of it is data: a user's catalogue file can say whatever the built-in images say.
 *
 * Texts may hold placeholders: `{version}`, `{build}`, `{hostname}`, `{pod-ip}`, `{node}`, `{env.NAME}`, `{environment}` (all of it
 * as JSON), `{kubernetes.version}`, `{kubernetes.minor}`; times `{time.FORM}` (now, or of the request) and
 * `{started.FORM}`, where FORM is iso, clf, nginx, apache, http or redis; `{uptime}` (seconds); in answers and access
 * logs also `{request}` (its first line), `{method}`, `{path}`, `{protocol}`, `{client}`, `{status}`, `{bytes}`, `{header.NAME}` (`-` without one),
 * `{requests}` (how many so far) and `{body}`. Anything else in braces stays as it is.
 */
export interface ImageDocument {
  /** Repositories that hold it, short (`nginx`) or in full; the first is its own name. */
  readonly names: readonly string[]
  /** Released versions: `major.minor` → newest patch. A tag that names none of them does not exist. Absent: any tag does. */
  readonly releases?: Readonly<Record<string, number>>
  /** Other tags → the version they stand for. `latest` stands for the first version when it is not here. */
  readonly tags?: Readonly<Record<string, string>>
  /** What may follow a version or tag: `alpine`, `bookworm`, `slim`. */
  readonly flavours?: readonly string[]
  /** Version → what it was built with and from: `{build}`. */
  readonly builds?: Readonly<Record<string, string>>
  readonly sizeBytes?: number
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly workingDirectory?: string
  /** The system it is built on: its shell, commands and files. */
  readonly base: string
  /** Nobody described it: whatever its container is told to run is taken to be there, and to run on. */
  readonly assumed?: true
  /** Commands beyond the base's. */
  readonly commands?: readonly string[]
  /** Commands that are GNU's or BIND's where the base has busybox's. */
  readonly gnu?: readonly string[]
  /** Path → content, beyond the base's files. */
  readonly files?: Readonly<Record<string, string>>
  /** What its own executables do, by name as the command line has it (`nginx`, `/httpenv`). */
  readonly programs?: Readonly<Record<string, ProgramDocument>>
}

/** What one executable does. */
export interface ProgramDocument {
  /** Sockets it opens; `declared`: the container's own ports. */
  readonly listens?: 'declared' | readonly ListenDocument[]
  readonly output?: readonly OutputDocument[]
  /** It ends by itself; absent: it runs until it is stopped. */
  readonly exit?: { readonly after: number; readonly code: number }
  /** On SIGTERM (or the image's stop signal). Absent: at once, 143. `ignored`: it has to be killed. */
  readonly onTerminate?: 'ignored' | { readonly after: number; readonly code: number }
  /** When another container of the pod holds its port. */
  readonly portTaken?: {
    readonly output: readonly OutputDocument[]
    readonly after: number
    readonly code: number
  }
  readonly http?: HttpDocument
  /** Speaks another protocol: `redis`; an HTTP client gets nothing. */
  readonly speaks?: string
}

export interface ListenDocument {
  readonly port: number
  readonly protocol?: 'TCP' | 'UDP'
  readonly tls?: boolean
  readonly loopback?: boolean
}

export interface OutputDocument {
  readonly text: string
  readonly stream?: 'stdout' | 'stderr'
  /** Milliseconds after the start; 0. */
  readonly after?: number
}

export interface HttpDocument {
  /** Headers of every answer, in the server's order. One without a value gets it from the content, or is left out. */
  readonly headers: readonly Header[]
  /** Tried in order; a path ending in `*` stands for all that begin so. */
  readonly routes?: readonly RouteDocument[]
  /** Files under this directory are served, `index.html` for directories. */
  readonly root?: string
  /** How a served file is told apart from others: nginx, apache or no ETag at all. */
  readonly etag?: 'nginx' | 'apache'
  /** When the image's own files were last modified, RFC 3339. */
  readonly modified?: string
  /** Content-Type of served files by extension; the built-in table otherwise. */
  readonly types?: Readonly<Record<string, string>>
  readonly notFound: AnswerDocument
  /** The program is the API server: sessions get the answers of the cluster's own API, others those of the routes. */
  readonly api?: true
  /** For a directory without an index.html; notFound otherwise. */
  readonly forbidden?: AnswerDocument
  readonly methodNotAllowed?: AnswerDocument
  /** To what is no HTTP; a plain answer that nobody logs otherwise. */
  readonly badRequest?: AnswerDocument
  readonly accessLog?: readonly OutputDocument[]
  /** Logged for what was not found, beside the access log. */
  readonly errorLog?: readonly OutputDocument[]
}

export interface RouteDocument extends AnswerDocument {
  readonly path: string
  readonly method?: string
}

export interface AnswerDocument {
  readonly status?: number
  readonly headers?: readonly Header[]
  readonly body?: string
}
