import type { JsonSchema } from '../../model/json/json-schema.js'
import type { Instant, KubeObject } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { Reader } from '../../store/store.js'
import type { Capabilities } from './capabilities.js'
import type { DescribeView, Line } from './description.js'
import type { KindNames } from './names.js'
import type { Column } from './table.js'

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
  /** Instead of the kind's own, for requests in this version. */
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

/** The columns of a kind's table, NAME first, AGE where kubectl has it. */
export type Columns<T extends KubeObject = KubeObject> = readonly Column<T>[]

/**
 * The facts of a kind: all that whoever looks at its objects needs to know of it, and where its other parts lie, which are
 * loaded when they are asked for. What a write needs beside them is its Strategy and its Subresources.
 */
export interface Kind<T extends KubeObject = KubeObject> {
  readonly names: KindNames
  readonly scope: 'Namespaced' | 'Cluster'
  /** Definition in the generated structural schemas, `io.k8s.api.core.v1.Pod`; absent for records that are not served. */
  readonly definition?: string
  /** Instead of a definition, for kinds that came with an object of the cluster: their schema, with `x-kubernetes-…`. */
  readonly schema?: JsonSchema
  /** The kinds that an object brings into the cluster, the stored version first (a CustomResourceDefinition). */
  defines?(object: T): readonly DefinedKind[]
  /** False for the simulator's own records (machines, sandboxes). */
  readonly served?: false
  readonly versions?: readonly ServedVersion[]
  /** The version in which an API server keeps it, where it is none of those that it serves. */
  readonly storedAs?: string
  /** From a release on, every request for it is answered with a warning (`Warning: v1 Endpoints is deprecated in …`). */
  readonly deprecated?: { readonly since: string; readonly warning: string }
  /** Absent: all eight of `get` to `watch`. */
  readonly verbs?: readonly string[]
  /** Of kinds that are only looked at and never stored: all that there are. */
  computed?(settings: ClusterSettings): readonly T[]
  /** Values refreshed so often that storing them would be waste (heartbeats), computed when an object is read. */
  observe?(object: T, view: { now: Instant; reader: Reader }): T
  /** Fields that `--field-selector` knows beside metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, (object: T) => string>>
  /** What `get` shows. Absent: the name alone. */
  columns?(): Columns<T> | Promise<Columns<T>>
  /** What `describe` prints, before alignment; reads the cluster through the client, as kubectl does. Absent: nothing. */
  describe?(object: T, view: DescribeView): Promise<readonly Line[]>
  /** Absent: there is nothing that commands may do with it. */
  capabilities?(): Promise<Capabilities<T>>
}
