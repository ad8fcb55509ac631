import type { AdmissionPlugin } from '../../src/api/contract/admission.js'
import type { ListQuery } from '../../src/api/contract/client.js'
import type { Columns, Kind } from '../../src/api/contract/kind.js'
import type { ResourceInfo } from '../../src/api/contract/names.js'
import type { Strategy } from '../../src/api/contract/strategy.js'
import type { Table } from '../../src/api/contract/table.js'
import type { Core, RequestOptions, Subresources, WritingParts } from '../../src/api/registry/core.js'
import { createRegistry, findResource, type ServedResource } from '../../src/api/registry/resources.js'
import { createWriting, type Writing } from '../../src/api/requests/writing.js'
import { kinds } from '../../src/kinds/index.js'
import { partsOf } from '../../src/kinds/writing.js'
import { featuresOf } from '../../src/model/objects/features.js'
import { type KubeObject, keyParts, type ObjectKey } from '../../src/model/objects/object.js'
import type { ClusterSettings } from '../../src/model/objects/settings.js'

const columnsOfKinds = new Map<Kind, Columns>(
  await Promise.all(kinds.map(async (kind) => [kind, (await kind.columns?.()) ?? []] as const)),
)

/** The columns of a built-in kind. */
export const columnsOf = (kind: Kind): Columns => columnsOfKinds.get(kind) ?? []

/** A kind made up for a test, all its parts in one. */
export type MadeUpKind = Omit<Kind, 'columns'> &
  Strategy & { readonly columns: Columns; readonly subresources?: Subresources }

/** The parts of such kinds. */
export const madeUp = (...all: readonly MadeUpKind[]): readonly WritingParts[] =>
  all.map((kind) => ({
    kind: { ...kind, columns: () => kind.columns },
    strategy: kind,
    subresources: kind.subresources ?? {},
  }))

export const builtInParts: readonly WritingParts[] = kinds.map(partsOf)

export interface ApiParts extends Pick<Core, 'store' | 'random' | 'now'> {
  readonly parts: readonly WritingParts[]
  readonly settings: ClusterSettings
  readonly schemas?: Core['schemas']
  readonly management?: Core['management']
  readonly plugins?: readonly AdmissionPlugin[]
}

/** The api as tests use it: what is loaded with a delay elsewhere is there. */
export interface Api extends Omit<Writing, 'read' | 'table' | 'tableOf'> {
  resolve(name: string): (ServedResource & { readonly strategy: Strategy }) | undefined
  read(key: ObjectKey, options?: Pick<RequestOptions, 'as' | 'subresource'>): KubeObject
  table(query: ListQuery): Table
  tableOf(resource: ResourceInfo, objects: readonly KubeObject[]): Table
  bind(pod: ObjectKey, node: string): KubeObject
}

export function createApi({ parts, settings, schemas, management, ...rest }: ApiParts): Api {
  const own = new Map(parts.map((each) => [each.kind, each]))
  const partsFor = (kind: Kind) => own.get(kind) ?? partsOf(kind)
  const registry = createRegistry(
    parts.map(({ kind }) => kind),
    settings.kubernetesVersion,
    rest.store,
  )
  const writing = createWriting({
    ...rest,
    settings,
    registry,
    features: featuresOf(settings.kubernetesVersion),
    schemas,
    management,
    partsOf: partsFor,
  })
  const { read, table, tableOf, revision: _, ...others } = writing
  const columnsFor = (resource: ResourceInfo): Columns => {
    const kind = registry.find(resource)?.kind
    return (kind && (columnsOfKinds.get(kind) ?? (kind.columns?.() as Columns))) ?? []
  }
  const partAt = (resource: ResourceInfo, name?: string) =>
    name === undefined ? undefined : writing.subresource(resource, name)
  return {
    ...others,
    get revision() {
      return writing.revision
    },
    resolve(name) {
      const info = findResource(registry.infos, name)
      const found = info && registry.find(info)
      return found && { ...found, strategy: partsFor(found.kind).strategy }
    },
    read(key, { as, subresource } = {}) {
      const resource = registry.storage(keyParts(key).resource)
      const part = resource && partAt(resource.info, subresource)
      return read(key, { ...(as === undefined ? {} : { as }), part })
    },
    table: (query) =>
      table(query, { columns: columnsFor(query.resource), part: partAt(query.resource, query.subresource) }),
    tableOf: (resource, objects) => tableOf(resource, objects, columnsFor(resource)),
    bind(pod, node) {
      const { namespace, name } = keyParts(pod)
      const binding = {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, namespace },
        target: { kind: 'Node', name: node },
      }
      const { storage } = registry.storage(keyParts(pod).resource)!
      return writing.create(storage, binding as unknown as KubeObject, { typed: true, subresource: 'binding' })
    },
  }
}
