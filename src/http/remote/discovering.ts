import { apiVersionOf, type ResourceInfo, type SubresourceInfo } from '../../api/contract/names.js'
import { append } from '../../model/values/append.js'
import type { Connection } from './connection.js'

interface Discovered {
  readonly items: readonly {
    readonly metadata?: { readonly name?: string }
    readonly versions: readonly { readonly version: string; readonly resources?: readonly DiscoveredResource[] }[]
  }[]
}

interface DiscoveredResource {
  readonly resource: string
  readonly responseKind: { readonly kind: string }
  readonly scope: 'Namespaced' | 'Cluster'
  readonly singularResource: string
  readonly verbs: readonly string[]
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
}

const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** Everything that a server serves, in the order in which its aggregated discovery lists it: the core group first. */
export async function discover(connection: Connection): Promise<readonly ResourceInfo[]> {
  const parts: ResourceInfo[] = []
  for (const path of ['/api', '/apis']) {
    append(parts, resourcesIn(await connection.object<Discovered>({ path, headers: { Accept: accept } })))
  }
  return parts
}

function resourcesIn({ items }: Discovered): ResourceInfo[] {
  return items.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.map((each) => infoOf(metadata?.name ?? '', version, each)),
    ),
  )
}

function infoOf(group: string, version: string, each: DiscoveredResource): ResourceInfo {
  return {
    group,
    version,
    kind: each.responseKind.kind,
    plural: each.resource,
    singular: each.singularResource,
    short: each.shortNames ?? [],
    categories: each.categories ?? [],
    namespaced: each.scope === 'Namespaced',
    verbs: each.verbs,
  }
}

interface ResourceList {
  readonly resources: readonly (Partial<ResourceInfo> &
    Pick<ResourceInfo, 'kind' | 'verbs'> & { readonly name: string })[]
}

/** What a server tells of what is below the objects of a resource. */
export async function discoverSubresources(connection: Connection, resource: ResourceInfo): Promise<SubresourceInfo[]> {
  const path = `${resource.group === '' ? '/api' : '/apis'}/${apiVersionOf(resource)}`
  const { resources } = await connection.object<ResourceList>({ path })
  const below = `${resource.plural}/`
  return resources.flatMap(({ name, group = '', version = 'v1', kind, verbs }) => {
    if (!name.startsWith(below)) return []
    const type = kind === resource.kind ? {} : { type: { group, version, kind } }
    return [{ name: name.slice(below.length), ...type, verbs }]
  })
}
