import type { Table } from '../api/table.js'
import { humanDuration } from '../model/duration.js'
import type { Instant, KubeObject } from '../model/object.js'
import { isPlainObject } from '../model/paths.js'
import { instantOf } from '../model/time.js'
import type { Representation } from './negotiation.js'

/** Rows carry the metadata of their object, all of it or nothing (`includeObject`). */
export function shownTable(table: Table, includeObject: string | null, version = 'v1'): object {
  const object = rowObject(includeObject)
  return {
    ...table,
    apiVersion: `meta.k8s.io/${version}`,
    rows: table.rows.map((row) => ({ cells: row.cells, object: object(row.object) })),
  }
}

function rowObject(includeObject: string | null): (object: KubeObject) => unknown {
  if (includeObject === 'Object') return (object) => object
  return includeObject === 'None' ? () => null : (object) => metadataOnly(object)
}

function metadataOnly({ metadata }: KubeObject, version = 'v1'): object {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata }
}

/** The object or the list as the client asked for it; tables are made elsewhere. */
export function represented(object: unknown, { as, version }: Representation): unknown {
  if (!as.startsWith('PartialObjectMetadata') || !isPlainObject(object) || object.kind === 'Status') return object
  if (!Array.isArray(object.items)) return metadataOnly(object as unknown as KubeObject, version)
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata,
    items: (object.items as KubeObject[]).map((item) => metadataOnly(item, version)),
  }
}

/** A Scale as a table (`printScale` of `pkg/printers/internalversion`); no kind has these columns. */
export function scaleTable(scale: KubeObject, now: Instant, version = 'v1'): object {
  const { name, creationTimestamp, resourceVersion } = scale.metadata
  const age = creationTimestamp === undefined ? '<unknown>' : humanDuration(now - instantOf(creationTimestamp))
  const column = (title: string, type: string, format = '') => ({
    name: title,
    type,
    format,
    description: '',
    priority: 0,
  })
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: { resourceVersion },
    columnDefinitions: [
      column('Name', 'string', 'name'),
      column('Desired', 'integer'),
      column('Available', 'integer'),
      column('Age', 'string'),
    ],
    rows: [{ cells: [name, scale.spec?.replicas ?? 0, scale.status?.replicas ?? 0, age], object: metadataOnly(scale) }],
  }
}
