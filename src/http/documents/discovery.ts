import { createHash } from 'node:crypto'
import type { Client } from '../../api/contract/client.js'
import { apiVersionOf, type ResourceInfo, type SubresourceInfo } from '../../api/contract/names.js'
import { releaseNumber } from '../../model/objects/release.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import type { Representation } from '../exchange/negotiation.js'

/** What discovery tells of a resource: what is below its objects, too. */
export interface Discoverable extends ResourceInfo {
  readonly subresources: readonly SubresourceInfo[]
}

export const discoverable = async (client: Client): Promise<readonly Discoverable[]> =>
  Promise.all(
    (await client.resources()).map(async (info) => ({ ...info, subresources: await client.subresources(info) })),
  )

/** The groups, each with its versions in the order of preference. */
function groupsOf(resources: readonly Discoverable[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { group, version } of resources) {
    const versions = groups.get(group) ?? []
    if (!versions.includes(version)) versions.push(version)
    groups.set(group, versions)
  }
  return groups
}

const inVersion = (resources: readonly Discoverable[], group: string, version: string) =>
  resources
    .filter((info) => info.group === group && info.version === version)
    .sort((a, b) => (a.plural < b.plural ? -1 : 1))

export interface Aggregated {
  readonly kind: 'APIGroupDiscoveryList'
  readonly apiVersion: string
  readonly metadata: object
  readonly items: readonly object[]
}

/** Aggregated discovery (`apidiscovery.k8s.io`): everything below /api, or below /apis, in one answer. */
export function aggregated(
  resources: readonly Discoverable[],
  core: boolean,
  { version }: Pick<Representation, 'version'>,
  kubernetesVersion: string,
): Aggregated {
  // Times that are none were told until 1.34.
  const created = releaseNumber(kubernetesVersion) < releaseNumber('1.34') ? { creationTimestamp: null } : {}
  const groups = [...groupsOf(resources)].filter(([group]) => (group === '') === core)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(([group, versions]) => ({
      metadata: { ...(group === '' ? {} : { name: group }), ...created },
      versions: versions.map((each) => ({
        version: each,
        resources: inVersion(resources, group, each).map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  }
}

function aggregatedResource(info: Discoverable): object {
  const { group, version, kind } = info
  // Of what is built in nothing is said that the place says already.
  const own = builtInKind(info) === undefined ? { group, version, kind } : { group: '', version: '', kind }
  const subresources = info.subresources.map(({ name, type: as, verbs }) => {
    const different = as !== undefined && !(as.group === group && as.version === version)
    return { subresource: name, responseKind: different ? as : { ...own, kind: as?.kind ?? kind }, verbs }
  })
  return {
    resource: info.plural,
    responseKind: own,
    scope: info.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: info.singular,
    verbs: info.verbs,
    ...(info.short.length === 0 ? {} : { shortNames: info.short }),
    ...(info.categories.length === 0 ? {} : { categories: info.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  }
}

/** `/api`: the versions of the core group. */
export function coreVersions(resources: readonly Discoverable[], address: string): object {
  return {
    kind: 'APIVersions',
    versions: groupsOf(resources).get('') ?? [],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  }
}

/** `/apis` */
export function groupList(resources: readonly Discoverable[]): object {
  const names = [...groupsOf(resources).keys()].filter((group) => group !== '')
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: names.map((name) => groupEntry(resources, name)) }
}

/** `/apis/GROUP`; undefined when there is no such group. */
export function groupOf(resources: readonly Discoverable[], name: string): object | undefined {
  if (name === '' || !groupsOf(resources).has(name)) return undefined
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(resources, name) }
}

function groupEntry(resources: readonly Discoverable[], name: string): object {
  const versions = (groupsOf(resources).get(name) ?? []).map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }))
  return { name, versions, preferredVersion: versions[0] }
}

/** `/api/v1`, `/apis/apps/v1`; undefined when nothing is served there. */
export function resourceList(resources: readonly Discoverable[], group: string, version: string): object | undefined {
  const found = inVersion(resources, group, version)
  if (found.length === 0) return undefined
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf({ group, version }),
    resources: found.flatMap((info) => [
      {
        name: info.plural,
        singularName: info.singular,
        namespaced: info.namespaced,
        kind: info.kind,
        verbs: info.verbs,
        ...(info.short.length === 0 ? {} : { shortNames: info.short }),
        ...(info.categories.length === 0 ? {} : { categories: info.categories }),
        ...storageVersionOf(info),
      },
      ...info.subresources.map((each) => legacySubresource(info, each)),
    ]),
  }
}

/** By which clients see whether objects are stored in another version than before; of what is stored (`StorageVersionHash`). */
function storageVersionOf(info: ResourceInfo): { storageVersionHash?: string } {
  if (!info.verbs.includes('create') || !info.verbs.includes('list')) return {}
  const known = builtInKind(info)
  const { group, version, kind } = { ...(known?.names ?? info), ...(known?.storedAs && { version: known.storedAs }) }
  const hash = createHash('sha256').update(`${group}/${version}/${kind}`).digest()
  return { storageVersionHash: hash.toString('base64', 0, 8) }
}

function legacySubresource(info: ResourceInfo, { name, type: as, verbs }: SubresourceInfo): object {
  return {
    name: `${info.plural}/${name}`,
    singularName: '',
    namespaced: info.namespaced,
    ...(as === undefined || as.group === '' ? {} : { group: as.group, version: as.version }),
    kind: as?.kind ?? info.kind,
    verbs,
  }
}
