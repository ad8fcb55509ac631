import type { Features } from '../../model/objects/features.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Decoded, SchemaSource } from '../schema/contract.js'
import type { Admission } from './admission.js'
import type { FieldError } from './errors.js'
import type { Writers } from './writers.js'

/**
 * What a write needs to know of a kind. The api calls the hooks in this order: on create `setDefaults`, `prepare`, then the
 * plugins of admission, `begin`, `validate`; on update the same with the previous object. Only the draft that a hook is
 * given may be mutated.
 */
export interface Strategy<T extends KubeObject = KubeObject> {
  /** Smallest valid object; feeds the contract suite. */
  readonly example: T
  /** Decodes objects of a kind that came with an object of the cluster; throws a DecodingError. */
  decode?(schemas: SchemaSource, object: KubeObject): Decoded
  /** The rule for `metadata.name`: what is wrong with it, in apimachinery's words. Absent: a DNS subdomain. */
  readonly nameRule?: (name: string) => readonly string[]
  /** Kubernetes' defaulting functions (`pkg/apis/<group>/<version>/defaults.go`). Idempotent. */
  setDefaults?(draft: T): void
  /** The registry strategy: clears what users may not set, keeps on update what they may not change. */
  prepare?(draft: T, previous?: T, subresource?: string, features?: Features): void
  /** What the registry looks up in the rest of the cluster or allocates from it, after the plugins of admission; throws ApiError. */
  begin?(draft: T, admission: Admission, previous?: T): void
  /** `pkg/apis/<group>/validation`. Never mutates. `subresource` is 'status' for status updates. */
  validate?(object: T, previous?: T, subresource?: string, features?: Features): FieldError[]
  /** What else is wrong with an object that somebody has written into the file: what our own code needs of it. */
  storedFault?(object: T): string | undefined
  /** Instead of that, for requests in another version, by its apiVersion; the object is in the stored one. */
  readonly validateIn?: Readonly<Record<string, NonNullable<Strategy<T>['validate']>>>
  /** Of kinds that are questions and never stored: what a valid one is answered with. */
  respond?(draft: T, admission: Admission): T
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
  /** What else changes when the object is marked for deletion, beside its metadata. */
  markDeleting?(draft: T): void
  /** Keeps a deleted object until this is false, beside its finalizers (a namespace's `spec.finalizers`). */
  holdsDeletion?(object: T): boolean
  /** Who counts as the writer of an object that no client has written to. Absent: kube-controller-manager of it all. */
  writers?(object: T): Writers
}
