import type { JsonSchema } from '../../model/json/json-schema.js'
import type { Features } from '../../model/objects/features.js'
import type { Instant, KubeObject, ObjectMeta } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { Container, Pod, PodTemplate } from '../../model/objects/types.js'
import type { RandomSource } from '../../simulation/random.js'
import type { Reader } from '../../store/store.js'
import type { Decoded } from '../schema/decoder.js'
import type { SchemaSource } from '../schema/structure.js'
import type { Client } from './client.js'
import type { FieldError } from './errors.js'
import type { Column } from './table.js'
import type { User } from './user.js'

export interface KindNames {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly short: readonly string[]
  readonly categories?: readonly string[]
}

/** Another version under which the same objects are served; the store holds the kind's own. */
export interface ServedVersion {
  readonly group: string
  readonly version: string
  /** Kubernetes releases that serve it, `1.9` to `1.15`; open ends are undefined. */
  readonly since?: string
  readonly until?: string
  /** Its definition in the structural schemas, where it has another than the kind's own. */
  readonly definition?: string
  /** To the stored version; may set the defaults of this version first. */
  fromServed(object: KubeObject): KubeObject
  toServed(object: KubeObject): KubeObject
  /** Instead of the kind's own, for requests in this version; the object is in the stored one. */
  validate?(object: KubeObject, previous?: KubeObject, subresource?: string, features?: Features): FieldError[]
  /** Likewise. */
  readonly selectableFields?: Kind['selectableFields']
}

/** A version of a kind that an object of the cluster defines, as that version has it. */
export interface DefinedKind {
  /** Its names say the version that is stored. */
  readonly kind: Kind
  /** How the keys of its objects begin. */
  readonly storage: string
  readonly version: string
  readonly served: boolean
  /** Absent where objects are served as they are stored. */
  readonly conversion?: ServedVersion
  readonly deprecation?: string
}

/**
 * Everything known about one kind. The api calls the hooks in this order: on create `setDefaults`, `prepare`, `admit`,
 * `validate`; on update the same with the previous object. Only the draft that a hook is given may be mutated.
 */
export interface Kind<T extends KubeObject = KubeObject> {
  readonly names: KindNames
  readonly scope: 'Namespaced' | 'Cluster'
  /** Smallest valid object; feeds the contract suite. */
  readonly example: T
  /** Definition in the generated structural schemas, `io.k8s.api.core.v1.Pod`; absent for records that are not served. */
  readonly definition?: string
  /** Instead of a definition, for kinds that came with an object of the cluster: their schema, with `x-kubernetes-…`. */
  readonly schema?: JsonSchema
  /** Decodes objects of such a kind; throws a DecodingError. */
  decode?(schemas: SchemaSource, object: KubeObject): Decoded
  /** The kinds that an object brings into the cluster, the stored version first (a CustomResourceDefinition). */
  defines?(object: T): readonly DefinedKind[]
  /** False for the simulator's own records (machines, sandboxes). */
  readonly served?: false
  readonly versions?: readonly ServedVersion[]
  /** The version in which an API server keeps it, where it is none of those that it serves. */
  readonly storedAs?: string
  readonly subresources?: readonly (
    | 'status'
    | 'scale'
    | 'finalize'
    | 'log'
    | 'exec'
    | 'attach'
    | 'ephemeralcontainers'
    | 'resize'
    | 'portforward'
    | 'binding'
    | 'eviction'
    | 'proxy'
    | 'token'
  )[]
  /** From a release on, every request for it is answered with a warning (`Warning: v1 Endpoints is deprecated in …`). */
  readonly deprecated?: { readonly since: string; readonly warning: string }
  /** Absent: all eight of `get` to `watch`. */
  readonly verbs?: readonly string[]
  /**
   * The rule for `metadata.name`: what is wrong with it, in apimachinery's words. Absent: a DNS subdomain.
   */
  readonly nameRule?: (name: string) => readonly string[]
  /** Kubernetes' defaulting functions (`pkg/apis/<group>/<version>/defaults.go`). Idempotent. */
  setDefaults(draft: T): void
  /** The registry strategy: clears what users may not set, keeps on update what they may not change. */
  prepare?(draft: T, previous?: T, subresource?: string, features?: Features): void
  /** Admission that looks at the rest of the cluster or allocates from it; throws ApiError. */
  admit?(draft: T, admission: Admission, previous?: T): void
  /** `pkg/apis/<group>/validation`. Never mutates. `subresource` is 'status' for status updates. */
  validate(object: T, previous?: T, subresource?: string, features?: Features): FieldError[]
  /** The resource and its subresource that objects of this kind are created for; nothing of the kind itself is kept. */
  readonly standsFor?: { readonly resource: string; readonly subresource: 'binding' }
  /** Of kinds that are only looked at and never stored: all that there are. */
  computed?(settings: ClusterSettings): readonly T[]
  /** Of kinds that are questions and never stored: what a valid one is answered with. */
  respond?(draft: T, admission: Admission): T
  /** Subresources that answer a question and keep nothing (`token`), by name. */
  readonly questions?: Readonly<Record<string, Question<T>>>
  /** `Warning:` headers for what is accepted but unwise. */
  warnings?(object: T, previous?: T, features?: Features): string[]
  /** Whether `metadata.generation` counts: true for kinds with a spec that controllers act on. */
  readonly hasGeneration?: boolean
  /** Whether the generation stays when a deletion begins. */
  readonly deletedAsItIs?: boolean
  /** Which changes count; absent: those of the spec. */
  changesGeneration?(object: T, previous: T): boolean
  /** What a status update writes; absent: the status, and annotations. */
  withStatus?(draft: T, previous: T): KubeObject
  /** Finalizers need no domain in their names. */
  readonly openFinalizers?: true
  /** An update must say which revision it replaces (`AllowUnconditionalUpdate` is false). */
  readonly needsRevision?: true
  /** An update of what is not there makes it (`AllowCreateOnUpdate`). */
  readonly madeByUpdate?: true
  /** A deletion is answered with the object, not with a Status (`ReturnDeletedObject` of its storage). */
  readonly answersDeleted?: true
  /** Graceful deletion: seconds the object stays with a deletionTimestamp until its owner confirms; 0 or absent: at once. */
  gracePeriod?(object: T, requested: number | undefined): number
  /** Admission of a deletion; throws ApiError. */
  admitDelete?(object: T, admission: Admission): void
  /**
   * What an eviction of it writes before the deletion, each object instead of the stored one; throws ApiError when a budget
   * refuses.
   */
  evict?(object: T, admission: Admission): readonly KubeObject[]
  /** What a binding to its node writes into its metadata, beside the node's name. */
  admitBinding?(object: T, admission: Admission): ObjectMeta
  /** What else changes when the object is marked for deletion, beside its metadata. */
  markDeleting?(draft: T): void
  /** Keeps a deleted object until this is false, beside its finalizers (a namespace's `spec.finalizers`). */
  holdsDeletion?(object: T): boolean
  /** Values refreshed so often that storing them would be waste (heartbeats), computed when an object is read. */
  observe?(object: T, view: { now: Instant; reader: Reader }): T
  /** Fields that `--field-selector` knows beside metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, (object: T) => string>>
  /** Who counts as the writer of an object that no client has written to. Absent: kube-controller-manager of it all. */
  writers?(object: T): Writers
  /** Columns of `get`, NAME first, AGE where kubectl has it. */
  readonly columns: readonly Column<T>[]
  /** What `describe` prints, before alignment. Loaded lazily; reads the cluster through the client, as kubectl does. */
  describe(object: T, view: DescribeView): Promise<readonly Line[]>
  readonly capabilities: Capabilities<T>
}

/** What may be asked of an object. */
export interface Question<T extends KubeObject = KubeObject> {
  /** The question's own type, in the structural schemas. */
  readonly definition: string
  readonly names: Pick<KindNames, 'group' | 'version' | 'kind'>
  setDefaults(draft: KubeObject): void
  validate(draft: KubeObject): FieldError[]
  /** Never mutates the object; throws ApiError. */
  answer(object: T, draft: KubeObject, admission: Admission): KubeObject
}

/** For `managedFields`: what of an object was written by whom. Fields in the form of `fieldsV1`. */
export interface Writers {
  readonly creator?: string
  /** Absent: the creator. */
  readonly status?: string
  readonly others?: readonly {
    readonly manager: string
    readonly subresource?: 'status'
    readonly fields: OwnedFields
  }[]
  /** What admission, the registry or a binding filled in: nobody is told to own it. */
  readonly nobody?: OwnedFields
  /** What is owned though it is as empty as in a new object, because it was not always. */
  readonly emptied?: OwnedFields
}

export type OwnedFields = { readonly [element: string]: OwnedFields }

export interface Admission {
  readonly now: Instant
  readonly reader: Reader
  readonly random: RandomSource
  readonly settings: ClusterSettings
  readonly dryRun: boolean
  /** Whom the request comes from; absent: from the cluster itself, which may do everything. */
  readonly user?: User
  /** Applies a create or delete that belongs to this request (none on dry-run). */
  warn(text: string): void
}

/**
 * One line of a description: cells that `printers/tabwriter` aligns over neighbouring lines exactly as Go's tabwriter
 * does (minwidth 0, padding 2). Indentation is leading spaces of the first cell.
 */
export type Line = readonly string[]

export interface DescribeView {
  readonly client: Client
  readonly now: Instant
  readonly showEvents: boolean
}

/** What commands may do with a kind. A missing capability is the command's error message. */
export interface Capabilities<T extends KubeObject = KubeObject> {
  /** `scale`, `autoscale`, and the scale subresource. */
  readonly replicas?: {
    desired(object: T): number
    current(object: T): number
    withDesired(object: T, replicas: number): T
    /** Label selector text of the scale subresource's status. */
    selector(object: T): string
  }
  /** `set image/env/resources`, `rollout restart`, `logs`, describe. */
  readonly podTemplate?: {
    get(object: T): PodTemplate
    with(object: T, template: PodTemplate): T
  }
  /** Pods that belong to it, as a label selector text: `logs deploy/x`, `exec deploy/x`, `port-forward`. */
  podSelector?(object: T): string
  /** `expose`: the selector of the new service (throws UsageError when it cannot be expressed) and the ports it may take. */
  readonly expose?: {
    selector(object: T): Record<string, string>
    ports(object: T): { port: number; protocol: string; name?: string }[]
  }
  /** `port-forward TYPE/NAME`: what a port of the object is, and where it leads in a pod; a pod's own ports otherwise. */
  readonly forward?: {
    /** The number of a port given by name; throws UsageError. */
    named(object: T, name: string): number
    target(object: T, port: number, pod: Pod): number
    ports(object: T): readonly { readonly port: number; readonly protocol?: string }[]
  }
  readonly containers?: (object: T) => readonly Container[]
  readonly rollout?: Rollout<T>
  /** What `auth reconcile` brings into line: the rules of a role, the subjects of a binding. `set subject` adds to these. */
  readonly grants?: 'rules' | 'subjects'
}

/** `rollout` verbs (kubectl `polymorphichelpers`). */
export interface Rollout<T extends KubeObject = KubeObject> {
  /** The line `rollout status` prints, without its newline, and whether the rollout is over; throws when it failed. */
  status(object: T, revision: number | bigint): { message: string; done: boolean }
  history(object: T, client: Client): Promise<readonly Revision[]>
  /** The object as it must be patched to go back to a revision's template; `from` is the revision's own object. */
  withTemplate(object: T, template: PodTemplate, from?: KubeObject): T
  /** Absent: kubectl's "pausing is not supported". */
  readonly paused?: { is(object: T): boolean; with(object: T, paused: boolean): T }
}

export interface Revision {
  readonly number: number | bigint
  readonly changeCause: string | undefined
  readonly template: PodTemplate
  /** The object that keeps the revision, as `rollout history -o yaml` prints it. */
  readonly object?: KubeObject
}
