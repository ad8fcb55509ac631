import type { Instant, KubeObject } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { RandomSource } from '../../simulation/random.js'
import type { Reader } from '../../store/store.js'
import type { ResourceInfo } from './names.js'
import type { User } from './user.js'

/** What those who admit a request know beside the object. */
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

/** What a request does, as plugins of admission tell requests apart (`admission.Operation`). */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

/** What a plugin is told of a request, beside its object (`k8s.io/apiserver/pkg/admission`, `Attributes`). */
export interface AdmittedRequest {
  readonly operation: Operation
  /** As the request names it, in the version that it speaks. */
  readonly resource: Pick<ResourceInfo, 'group' | 'version' | 'plural' | 'kind'>
  readonly subresource: string
  /** Empty for cluster-scoped resources. */
  readonly namespace: string
  readonly name: string
  /** Whom it comes from; absent: from the cluster itself. */
  readonly user?: User
}

/** What a plugin has beside the object: the request, and the cluster as it is. */
export interface PluginAdmission extends Admission {
  readonly request: AdmittedRequest
  /** The object as it is stored; absent when one is created. */
  readonly old?: KubeObject
}

/**
 * One rule that every request that changes something has to pass, whatever its kind thinks of it. Plugins are asked in the
 * order of `api/admission/index.ts`: all of them to change the draft, then the kind validates it, then all of them to
 * refuse it. Of a deletion the object is the stored one, which nobody changes.
 */
export interface AdmissionPlugin {
  /** Upstream's. */
  readonly name: string
  handles(request: AdmittedRequest): boolean
  /** May change the draft; throws an ApiError. */
  mutate?(draft: KubeObject, admission: PluginAdmission): void
  /** Throws an ApiError; never mutates. */
  validate?(object: KubeObject, admission: PluginAdmission): void
}
