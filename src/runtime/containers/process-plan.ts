import type { Millis } from '../../model/objects/object.js'

/** What a container's main process will do, known when it starts: the kubelet acts on it, the network asks it. */
export interface ProcessPlan {
  /** The runtime cannot start it: `exec: "foo": executable file not found in $PATH` (reason StartError, exit code 128 or 127). */
  readonly startFailure?: { readonly reason: string; readonly message: string; readonly exitCode: number }
  /** Absent: runs until it is stopped. */
  readonly exit?: { readonly after: Millis; readonly code: number; readonly reason?: string }
  /** Nobody knows yet what it does after that: ask again then. */
  readonly unknownAfter?: Millis
  /** How it answers SIGTERM; `after` beyond the grace period means SIGKILL (137). */
  readonly onTerminate: { readonly after: Millis; readonly code: number }
  /** Sockets it opens on the pod's address. */
  readonly listens: readonly { readonly port: number; readonly protocol: 'TCP' | 'UDP' }[]
  /** What it prints by itself, relative to its start. Endless programs give a generator: stop reading when you have enough. */
  output(): Iterable<{ readonly after: Millis; readonly stream: 'stdout' | 'stderr'; readonly text: string }>
}
