import type { Features } from '../../model/objects/features.js'
import type { Instant, KubeObject, ObjectKey } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { RandomSource } from '../../simulation/random.js'
import type { Store } from '../../store/store.js'
import type { AdmissionPlugin, QuestionAnswer } from '../contract/admission.js'
import type { DeleteOptions, WriteOptions } from '../contract/client.js'
import type { Columns, Kind } from '../contract/kind.js'
import type { ResourceInfo, SubresourceInfo } from '../contract/names.js'
import type { Strategy } from '../contract/strategy.js'
import type { User } from '../contract/user.js'
import type { SchemaSource } from '../schema/contract.js'
import type { Registry, ServedResource } from './resources.js'

/** What everything works with that looks at the cluster. */
export interface ReadingCore {
  readonly store: Store
  readonly registry: Registry
  readonly settings: ClusterSettings
  readonly features: Features
  now(): Instant
}

/** What everything works with that changes it. */
export interface Core extends ReadingCore {
  readonly random: RandomSource
  /** The structural schemas; undefined where objects are taken as they come. */
  readonly schemas: SchemaSource | undefined
  /** Field managers; undefined where nobody keeps their books. */
  readonly management: FieldManagement | undefined
  partsOf(kind: Kind): WritingParts
  /** Plugins of admission beside those of every API server, which come first. */
  readonly plugins?: readonly AdmissionPlugin[]
}

/** What is written of a kind, and what is below its objects. */
export interface WritingParts<T extends KubeObject = KubeObject> {
  readonly kind: Kind<T>
  readonly strategy: Strategy<T>
  readonly subresources: Subresources<T>
  /** Of what is created and never kept: does instead what is asked for. The object is decoded. */
  create?(core: Core, call: Omit<SubresourceCall, 'key'>): KubeObject
  /** The same of a kind that an object of this one has brought; undefined for all others. */
  defined?(kind: Kind): WritingParts | undefined
}

export type Subresources<T extends KubeObject = KubeObject> = Readonly<Record<string, Subresource<T>>>

/**
 * What is below an object's path: a part of it, something that is made of it, or a stream. Each is a handler in its kind's
 * map, as in `pkg/registry/core/rest/storage_core.go`; its verbs are those of its functions.
 */
export interface Subresource<T extends KubeObject = KubeObject> {
  /** What it takes and gives; absent: objects of the kind itself. */
  readonly type?: SubresourceType
  /** The object as it shows there. */
  get?(object: T): KubeObject
  /** Replaces it; one that can also be read can be patched, too. */
  update?(core: Core, call: SubresourceCall): KubeObject
  create?(core: Core, call: SubresourceCall): KubeObject
  /** What is created there is answered, and not merely done. */
  readonly asks?: true
  /** Of a type that tables show otherwise than the kind's objects. */
  readonly columns?: Columns
  /** Of streams: the verbs with which they are asked for. */
  readonly connect?: readonly string[]
}

/** What a subresource takes, which is no resource of its own. */
export interface SubresourceType {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** Older versions that are taken as well: `policy/v1beta1`. */
  readonly older?: readonly string[]
}

export interface SubresourceCall {
  readonly resource: ServedResource
  /** Of the object whose subresource it is. */
  readonly key: ObjectKey
  /** As it was sent. */
  readonly object: KubeObject
  readonly options: RequestOptions
}

/** Ownership of fields as the api needs it; `field-managers/` is the one there is. */
export interface FieldManagement {
  /** The entries of a new object. */
  createdBy(core: Core, resource: ServedResource, draft: KubeObject, options: RequestOptions): Entries
  /** Those of a changed one; `sent`: the entries that the request itself tells. */
  updatedBy(
    core: Core,
    resource: ServedResource,
    previous: KubeObject,
    draft: KubeObject,
    sent: unknown,
    options: RequestOptions,
  ): Entries
  applyConfiguration(
    core: Core,
    resource: ServedResource,
    stored: KubeObject | undefined,
    config: Record<string, unknown>,
    options: RequestOptions,
  ): { readonly object: KubeObject; readonly managedFields: Entries }
  applyScale(
    core: Core,
    resource: ServedResource,
    stored: KubeObject,
    scale: KubeObject,
    config: Record<string, unknown>,
    options: RequestOptions,
  ): { readonly object: KubeObject; readonly managedFields: Entries }
  withManagedFields(core: Core, resource: ServedResource, object: KubeObject): KubeObject
}

type Entries = readonly object[] | undefined

export interface RequestOptions extends WriteOptions {
  /** Where the request goes; absent: where the object says. */
  readonly namespace?: string
  /** The name in the request's path; absent: the object's own. */
  readonly name?: string
  /** The version in which the request speaks; absent: the stored one. */
  readonly as?: Pick<ResourceInfo, 'group' | 'version' | 'plural'>
  /** The object was built by our own code: its structure needs no check, its semantics do. */
  readonly typed?: boolean
  /** The object was made for this request alone: hooks may mutate it. */
  readonly owned?: boolean
  /** Receives the texts of `Warning:` headers. */
  readonly warn?: (text: string) => void
  /** The component that writes, where it is no client: it counts on objects of which the books are kept. */
  readonly component?: string
  /** What is written was made of the object by a patch. */
  readonly patches?: true
  /** The scale, when it is written through that. */
  readonly through?: 'scale'
  /** What an apply has made of `metadata.managedFields`. */
  readonly managedFields?: readonly object[]
  /** Whom the request comes from; absent: from the cluster itself, which may do everything. */
  readonly user?: User
  /** Called when an apply, or an update, has made the object. */
  readonly onCreate?: () => void
  /** It follows from a request that has been admitted. */
  readonly admitted?: true
  /** What those have said whom plugins of admission have asked. */
  readonly answers?: readonly QuestionAnswer[]
}

export type DeleteRequest = DeleteOptions &
  Pick<RequestOptions, 'as' | 'warn' | 'typed' | 'user' | 'admitted' | 'answers'>

const verbs = (subresource: Subresource): readonly string[] => [
  ...(subresource.connect ?? []),
  ...(subresource.create === undefined ? [] : ['create']),
  ...(subresource.get === undefined ? [] : ['get']),
  ...(subresource.get === undefined || subresource.update === undefined ? [] : ['patch']),
  ...(subresource.update === undefined ? [] : ['update']),
]

/** The subresources as discovery lists them. */
export const subresourceInfos = (subresources: Subresources): readonly SubresourceInfo[] =>
  Object.entries(subresources).map(([name, each]) => ({
    name,
    ...(each.type === undefined ? {} : { type: each.type }),
    verbs: verbs(each),
    ...(each.connect === undefined ? {} : { streams: true as const }),
    ...(each.asks === undefined ? {} : { asks: each.asks }),
  }))
