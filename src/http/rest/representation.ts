import type { ResourceInfo, SubresourceInfo } from '../../api/contract/names.js'
import { badRequest, notAcceptableObject } from '../../api/contract/status-errors.js'
import type { Table } from '../../api/contract/table.js'
import { goQuote } from '../../model/go/quote.js'
import type { KubeList, KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Representation } from '../exchange/negotiation.js'

/** What an answer is made for. */
interface Wish {
  readonly exchange: Exchange
  readonly resource: ResourceInfo
  readonly representation: Representation
  readonly part?: SubresourceInfo | undefined
}

/**
 * An object or a list as the client asked for it (`transformResponseObject`); a Status stays one. NotAcceptable when a list
 * is wanted of what is none, or the other way round.
 */
export async function represented(object: unknown, wish: Wish): Promise<unknown> {
  const { as, version } = wish.representation
  if (as === '' || !isPlainObject(object) || object.kind === 'Status') return object
  const lists = Array.isArray(object.items)
  if (as === 'Table') {
    return shownTable(await tableOf(object as unknown as KubeObject | KubeList, wish), includeObject(wish), version)
  }
  if (lists !== (as === 'PartialObjectMetadataList')) {
    throw notAcceptableObject(
      as,
      lists ? 'a list' : 'not a list',
      goType(wish.resource, object as unknown as KubeObject, lists),
    )
  }
  if (!lists) return metadataOnly(object as unknown as KubeObject, version)
  const items = (object.items as KubeObject[]).map((item) => metadataOnly(item, version))
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata,
    // Of none there is no list in Go (`asPartialObjectMetadataList`).
    items: items.length === 0 ? null : items,
  }
}

/** The object of a watch's event; what cannot be had as it is wanted comes as it is. */
export const representedEvent = (object: object, { as, version }: Representation): object =>
  as === 'PartialObjectMetadata' ? metadataOnly(object as KubeObject, version) : object

async function tableOf(object: KubeObject | KubeList, { exchange, resource, part }: Wish): Promise<Table> {
  const { cluster } = exchange.server
  if ('items' in object) {
    const { metadata, items } = object as KubeList
    return { ...(await cluster.tableOf(resource, items)), metadata }
  }
  const shown = object.kind === resource.kind ? undefined : part?.name
  const table = await cluster.tableOf(resource, [object], shown)
  return { ...table, metadata: revisionOf(object) }
}

/** A table of one object has its revision (`TableGenerator`). */
function revisionOf({ metadata: { resourceVersion } }: KubeObject): Table['metadata'] {
  return resourceVersion === undefined ? {} : { resourceVersion }
}

const inclusions = ['', 'None', 'Metadata', 'Object']

/** What rows of tables carry of their objects; BadRequest in the words of `ValidateTableOptions`. */
export function includeObject({ exchange }: Pick<Wish, 'exchange'>): string {
  const wish = exchange.query.get('includeObject') ?? ''
  if (inclusions.includes(wish)) return wish
  const why = `includeObject: Invalid value: ${goQuote(wish)}: must be 'Metadata', 'Object', 'None', or empty`
  throw badRequest(`Unable to convert to Table as requested: ${why}`)
}

/** Rows carry the metadata of their object, all of it or nothing (`includeObject`). */
export function shownTable(table: Table, inclusion: string, version: string): Table {
  const object = rowObject(inclusion, version)
  return {
    ...table,
    apiVersion: `meta.k8s.io/${version}` as Table['apiVersion'],
    rows: table.rows.map((row) => ({ cells: row.cells, object: object(row.object) as KubeObject })),
  }
}

function rowObject(inclusion: string, version: string): (object: KubeObject) => unknown {
  if (inclusion === 'Object') return (object) => object
  return inclusion === 'None' ? () => null : (object) => metadataOnly(object, version)
}

function metadataOnly({ metadata }: KubeObject, version: string): object {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata }
}

/** `*core.PodList`, the Go type as messages name it. */
function goType(resource: ResourceInfo, { kind }: KubeObject, lists: boolean): string {
  const list = lists ? 'List' : ''
  if (kind === 'Scale' && resource.kind !== 'Scale') return '*autoscaling.Scale'
  const names = builtInKind(resource)?.names
  if (names === undefined) return `*unstructured.Unstructured${list}`
  return `*${names.group === '' ? 'core' : names.group.split('.')[0]}.${names.kind}${list}`
}
