/**
 * What control loops are made of: the contract between a loop and the cluster (here), events, ownership, back-off.
 * Whatever only one loop needs lies with it.
 */
import type { DeleteOptions } from '../../api/contract/client.js'
import type { Registry } from '../../api/registry/resources.js'
import type { Features } from '../../model/objects/features.js'
import type { Instant, KubeObject, Millis, ObjectKey } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { ImageCatalogue } from '../../runtime/catalogue/image.js'
import type { RandomSource } from '../../simulation/random.js'
import type { Reader } from '../../store/store.js'

/**
 * A control loop. Level-based: it is given a key, never an event, and looks at the world to see what must be done.
 * Synchronous, and pure over the world: all it knows is in the store, so that it can be saved between two instants.
 */
export interface Controller {
  /** As `--disable` and wakeups name it: `deployment`, `scheduler`, `kubelet`. */
  readonly name: string
  /** The component it is part of, as `managedFields` name it; absent: kube-controller-manager. */
  readonly component?: string
  /**
   * Resource (`*`: every resource) → the keys to reconcile when one of its objects changed, was made or was deleted (then
   * the store no longer has it). `previous` is absent when there is none or it is unknown.
   */
  readonly watches: Readonly<
    Record<string, (changed: KubeObject, world: World, previous?: KubeObject) => readonly ObjectKey[]>
  >
  /** Returns after how long it wants to see the key again even if nothing changes; replaces its earlier wish. */
  reconcile(key: ObjectKey, world: World): { after: Millis } | undefined
}

/** The cluster as a controller sees it at one instant. Writes go through the api and throw its ApiErrors. */
export interface World extends Reader {
  readonly now: Instant
  readonly settings: ClusterSettings
  readonly features: Features
  readonly random: RandomSource
  /** Every resource that is served. */
  readonly registry: Registry
  readonly images: ImageCatalogue
  /** How many replicas an object asks for, where it has a scale. */
  replicasOf(object: KubeObject): number | undefined
  create<T extends KubeObject>(resource: string, object: T): T
  /** Replaces spec and metadata; a stale resourceVersion is a Conflict. */
  update<T extends KubeObject>(resource: string, object: T): T
  /** An update that may also say which finalizers the object still waits for, in its spec. */
  finalize<T extends KubeObject>(resource: string, object: T): T
  updateStatus<T extends KubeObject>(resource: string, object: T): T
  /** The pods/binding subresource. */
  bind(pod: ObjectKey, node: string): void
  remove(key: ObjectKey, options?: DeleteOptions): void
  /** Records an Event, aggregated and counted as client-go's recorder does. */
  event(event: EventInput): void
}

export interface EventInput {
  readonly about: KubeObject
  /** `spec.containers{nginx}` for events of one container. */
  readonly fieldPath?: string
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  /** The component: `kubelet`, `deployment-controller`, `default-scheduler`. */
  readonly source: string
  /** The node, for events from a kubelet. */
  readonly host?: string
  /** Since when its recorder has been running, where it may have started anew: what was told before it has forgotten. */
  readonly since?: Instant
  /** Told so many times since it was recorded last; once without. */
  readonly times?: number
  /** For components that write events.k8s.io/v1 (the scheduler): what they were doing. Their repetitions form series. */
  readonly action?: string
}
