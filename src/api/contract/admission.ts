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
  readonly user?: User | undefined
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
  readonly user?: User | undefined
}

/** By what a plugin says whether it has anything to do with requests. */
export type Handled = Pick<AdmittedRequest, 'operation' | 'resource' | 'subresource'>

/** What a plugin has beside the object: the request, and the cluster as it is. */
export interface PluginAdmission extends Admission {
  readonly request: AdmittedRequest
  /** The object as it is stored; absent when one is created. */
  readonly old?: KubeObject | undefined
  /**
   * What somebody says to a question, who is no part of the API server. Where that is not known yet the plugin is left with
   * an error that nobody but the chain may catch, and called again when it is. Throws what has kept him from answering.
   */
  ask(question: Question): unknown
}

/** What a plugin has to know before it can decide. */
export interface Question {
  /** The plugin's name. */
  readonly plugin: string
  /** Who is asked: a webhook's name. A plugin asks nobody twice about one object. */
  readonly whom: string
  /** What is said to him: the review of a webhook. */
  readonly content: unknown
}

/** A question as it is handed to whoever has it answered. */
export interface OpenQuestion extends Question {
  /** The key of the object that it is about, and of what revision; empty when it is created. */
  readonly about: string
  readonly revision: string
}

export type QuestionAnswer = Omit<OpenQuestion, 'content'> &
  ({ readonly value: unknown } | { readonly failure: unknown })

/**
 * One rule that every request that changes something has to pass, whatever its kind thinks of it. Plugins are asked in the
 * order of `api/admission/index.ts`: all of them to change the draft, then the kind validates it, then all of them to
 * refuse it. Of a deletion the object is the stored one, which nobody changes.
 */
export interface AdmissionPlugin {
  /** Upstream's. */
  readonly name: string
  /** Depends on nothing else of the request, so that it need not be asked each time (`Handles` of upstream's). */
  handles(request: Handled): boolean
  /** May change the draft; throws an ApiError. */
  mutate?(draft: KubeObject, admission: PluginAdmission): void
  /** Throws an ApiError; never mutates. */
  validate?(object: KubeObject, admission: PluginAdmission): void
}
