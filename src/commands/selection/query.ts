import type { Target } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { FileOptions } from '../manifests/manifest.js'

/** What a command was asked to work on. */
export interface ResourceQuery {
  readonly args: readonly string[]
  readonly files?: FileOptions
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** `--all`. */
  readonly all?: boolean
  readonly allNamespaces?: boolean
  /** A type alone means every object of it, as for `get pods`. */
  readonly typeMeansAll?: boolean
  /** The type of arguments that are only names: `logs web` means `logs pods/web`. */
  readonly defaultType?: string
  /** Ask no server: objects come from files alone. */
  readonly local?: boolean
  /** Objects from files are decoded by their types, as commands need it that look into them. */
  readonly typed?: boolean
  /** Objects from files are fetched anew from the server. */
  readonly latest?: boolean
  /** False: `object` stays undefined for objects given by name. */
  readonly fetch?: boolean
  /** Visit everything and report the errors together, instead of stopping at the first. */
  readonly continueOnError?: boolean
  readonly singleType?: boolean
  /** Fetch this part of the objects: `status`, `scale`. Lists have none. */
  readonly subresource?: string
  readonly limit?: number
}

/** One object of a selection. */
export interface Selected {
  readonly resource: ResourceInfo
  /** Empty for cluster-scoped resources. */
  readonly namespace: string
  readonly name: string
  /** As fetched or read; undefined with `fetch: false`. */
  readonly object: KubeObject
  /** The file it was read from. */
  readonly source?: string
}

/** Where selected objects come from: named ones, lists by selector, or files. */
export type Source =
  | { readonly by: 'name'; readonly target: Target }
  | {
      readonly by: 'list'
      readonly resource: ResourceInfo
      readonly namespace: string
      readonly labelSelector: string
      readonly fieldSelector: string
    }
  | { readonly by: 'files' }

export interface Selection {
  /** One object was asked for by name, so that it is printed alone and not as a List. */
  readonly singleItem: boolean
  readonly sources: readonly Source[]
  /** Calls `visit` for every object; throws the first error, or all of them when asked to continue. */
  visit(visit: (selected: Selected) => Promise<void>): Promise<void>
  /** All objects at once. */
  all(): Promise<Selected[]>
}
