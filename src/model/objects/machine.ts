import type { Instant, KubeObject, Millis } from './object.js'

/**
 * Physical truth that no Kubernetes object holds. These records lie in the store beside the objects (resources
 * `machines` and `sandboxes`) but are not served by the API.
 */

/** The machine under a Node: what runs on it, whatever the API server believes. Key `machines/<node>`. */
export interface Machine extends KubeObject {
  /** Default: worker, unless it is called `control-plane`. */
  role?: 'control-plane' | 'worker'
  /** On the machines' network; the kubelet takes the next free one when it registers a machine without. */
  address?: string
  /** What it has, as quantities; the rest of Node.status.capacity has defaults: `{ cpu: '4', memory: '8Gi', pods: '110' }`. */
  capacity?: Record<string, string>
  /** Whether the kubelet posts heartbeats and acts on pods, and since when it does or does not. */
  kubelet: { running: boolean; since: Instant }
  /** A stopped kube-proxy keeps the rules it had. */
  kubeProxy: { running: boolean; since: Instant }
  /** A machine that is off answers nothing. */
  power: { on: boolean; since: Instant }
  /** Images it has pulled: canonical name → what the runtime knows of it. */
  images?: Record<string, { digest: string; sizeBytes: number }>
  /** The `kubelet.since` for which the kubelet has registered its node: a node that is deleted later stays away. */
  registered?: Instant
  /** Its kubelet has told that no pods may be placed on the node. */
  unschedulable?: boolean
  /** Index in the node's pod range of the address given out last; addresses are not reused at once. */
  lastAddress?: number
}

/** What the kubelet's probe worker has seen of a container so far. */
export interface ProbeState {
  /** The instant of the newest probe. */
  at: Instant
  /** The verdict after thresholds; undefined until one is reached. */
  passed?: boolean
  /** Probes in a row with the newest answer. */
  streak: { success: boolean; count: number }
}

/** One run of one container. */
export interface ContainerRun {
  /** 64 hex digits. */
  id: string
  image: string
  attempt: number
  startedAt: Instant
  finishedAt?: Instant
  exitCode?: number
  /** What it logged: instant, stream, text without the newline. Program output that follows from the image is computed, not stored. */
  lines: [at: Instant, stream: 'stdout' | 'stderr', text: string][]
  /** Files changed since the image, path → content; null where one was removed. */
  files: Record<string, string | null>
  /** What lay in the pod's emptyDir volumes that it mounts when it started: volume → path in it → content. */
  found?: Record<string, Record<string, string | null>>
  /** Services its environment tells of, as they were when it started: `name address [port-name:]port/protocol …`. */
  services?: string[]
  /** What the network answered to its program so far, in order: with these the program's past can be computed again. */
  answers?: unknown[]
  /** Requests served so far. */
  served?: number
  /** How an interactive program ended whose input came from an attached session. */
  ended?: { at: Instant; code: number; reason?: string }
  /**
   * The container's `env` and `envFrom` as the kubelet resolved them when it started, in order, references expanded; what
   * the image and the services add is not repeated here. Absent when it has none.
   */
  environment?: Record<string, string>
  /** Its command line and environment are longer than a program can be started with: it ends at once, and has none. */
  tooLong?: true
  /** How it will end, as far as is settled: its program runs out, or a signal has been sent. */
  ends?: { at: Instant; exitCode: number; reason?: string }
  /** Its postStart hook: when that is over (absent: never), and how it fails; absent when there is none, or it went well. */
  postStart?: { endsAt?: Instant; failure?: string }
  /** The kubelet has ended it, to start it anew. */
  killed?: true
  /** It has done so since the container's definition has changed: then it starts it whatever the restart policy says. */
  changed?: true
  /** Why it ended when that does not follow from the exit code (`StartError`, `OOMKilled`), in the runtime's words. */
  reason?: string
  message?: string
  /** The crash back-off that counts when this run ends; absent for the first run. */
  backOff?: Millis
  probes?: { startup?: ProbeState; liveness?: ProbeState; readiness?: ProbeState }
}

/** A pull of a container's image that is under way or has failed. */
export interface Pull {
  image: string
  startedAt: Instant
  /** While under way: when it will be done. */
  doneAt?: Instant
  /** After a failure: what went wrong, and how long after `startedAt` the next attempt is due. */
  failure?: { reason: string; message: string; retryAfter: Millis }
}

/** What the container runtime of a node holds of a pod. Key `sandboxes/<namespace>/<pod>`. */
export interface Sandbox extends KubeObject {
  node: string
  podUid: string
  ip: string
  /** Newest run last; the runs before serve `logs --previous`. */
  containers: Record<string, ContainerRun[]>
  /** What sessions, and programs that are over, have left in the pod's emptyDir volumes: volume → path in it → content. */
  volumes?: Record<string, Record<string, string | null>>
  /** When the pod's network is (or will be) there. */
  readyAt?: Instant
  /** By container; gone once the image is there. */
  pulls?: Record<string, Pull>
  /** Volumes that could not be mounted: when that was tried last, and how long after it is tried again. */
  unmounted?: Record<string, { failedAt: Instant; retryAfter: Millis }>
  /** Containers whose environment names what is not there: when they were first tried, and how many tries have been told. */
  unconfigured?: Record<string, { since: Instant; tries: number }>
}

/** What a node's kube-proxy remembers of the connections it has passed on. Key `proxies/<node>`. */
export interface ProxyRecord extends KubeObject {
  /** Service port (`namespace/name:port`) → connections so far: the next endpoint's place in the round. */
  rounds: Record<string, number>
  /** Service port and client (`namespace/name:port 10.244.1.2`) → the endpoint that it sticks to, and its last use. */
  affinities: Record<string, [endpoint: string, at: Instant]>
}
