import type { Instant, KubeObject } from '../../model/objects/object.js'
import type { Reader } from '../../store/store.js'

/** A `meta.k8s.io/v1` Table: what every client prints. */
export interface Table {
  readonly kind: 'Table'
  readonly apiVersion: 'meta.k8s.io/v1'
  readonly metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number }
  readonly columnDefinitions: readonly ColumnDefinition[]
  readonly rows: readonly TableRow[]
}

export interface ColumnDefinition {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly format: string
  readonly description: string
  /** 0 always shows; above only with `-o wide`. */
  readonly priority: number
}

export interface TableRow {
  readonly cells: readonly (string | number | bigint | boolean | null)[]
  /** The object (its metadata at least), for `-o name`, labels columns and sorting. */
  readonly object: KubeObject
}

/** A column as a kind declares it: written once, served to every client. */
export interface Column<T extends KubeObject = KubeObject> {
  readonly name: string
  readonly type?: ColumnDefinition['type']
  readonly format?: string
  readonly description?: string
  /** Shown only with `-o wide`. */
  readonly wide?: boolean
  /** The last release that shows it; absent: all do. */
  readonly until?: string
  value(object: T, view: { now: Instant; reader: Reader }): string | number | bigint | boolean | null
}
