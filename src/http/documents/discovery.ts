import { createHash } from 'node:crypto'
import type { ResourceInfo } from '../../api/contract/client.js'
import { apiVersionOf } from '../../api/registry/resources.js'
import { releaseNumber } from '../../model/objects/release.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import type { Representation } from '../exchange/negotiation.js'

export interface Subresource {
  /** Another group, version and kind than the resource's own. */
  readonly as?: { readonly group: string; readonly version: string; readonly kind: string }
  readonly verbs: readonly string[]
}

const connect = ['create', 'get']
const proxy = ['create', 'delete', 'get', 'patch', 'update']
const options = (name: string) => ({ group: '', version: 'v1', kind: `${name}Options` })

/** What the subresources of discovery speak (`pkg/registry/…/storage`); those not named here are the object itself. */
const subresources: Readonly<Record<string, Subresource>> = {
  attach: { as: options('PodAttach'), verbs: connect },
  binding: { as: { group: '', version: 'v1', kind: 'Binding' }, verbs: ['create'] },
  ephemeralcontainers: { verbs: ['get', 'patch', 'update'] },
  eviction: { as: { group: 'policy', version: 'v1', kind: 'Eviction' }, verbs: ['create'] },
  exec: { as: options('PodExec'), verbs: connect },
  finalize: { verbs: ['update'] },
  log: { verbs: ['get'] },
  portforward: { as: options('PodPortForward'), verbs: connect },
  resize: { verbs: ['get', 'patch', 'update'] },
  scale: { as: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: ['get', 'patch', 'update'] },
  status: { verbs: ['get', 'patch', 'update'] },
  token: { as: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }, verbs: ['create'] },
}

/** A subresource of a resource; what is proxied each kind has options of its own for. */
export function subresourceOf({ kind }: Pick<ResourceInfo, 'kind'>, name: string): Subresource {
  if (name === 'proxy') return { as: options(`${kind}Proxy`), verbs: proxy }
  return subresources[name] ?? { verbs: ['get'] }
}

/** The groups, each with its versions in the order of preference. */
function groupsOf(resources: readonly ResourceInfo[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { group, version } of resources) {
    const versions = groups.get(group) ?? []
    if (!versions.includes(version)) versions.push(version)
    groups.set(group, versions)
  }
  return groups
}

const inVersion = (resources: readonly ResourceInfo[], group: string, version: string) =>
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
  resources: readonly ResourceInfo[],
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

function aggregatedResource(info: ResourceInfo): object {
  const { group, version, kind } = info
  // Of what is built in nothing is said that the place says already.
  const own = builtInKind(info) === undefined ? { group, version, kind } : { group: '', version: '', kind }
  const subresources = info.subresources.map((name) => {
    const { as, verbs } = subresourceOf(info, name)
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
export function coreVersions(resources: readonly ResourceInfo[], address: string): object {
  return {
    kind: 'APIVersions',
    versions: groupsOf(resources).get('') ?? [],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  }
}

/** `/apis` */
export function groupList(resources: readonly ResourceInfo[]): object {
  const names = [...groupsOf(resources).keys()].filter((group) => group !== '')
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: names.map((name) => groupEntry(resources, name)) }
}

/** `/apis/GROUP`; undefined when there is no such group. */
export function groupOf(resources: readonly ResourceInfo[], name: string): object | undefined {
  if (name === '' || !groupsOf(resources).has(name)) return undefined
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(resources, name) }
}

function groupEntry(resources: readonly ResourceInfo[], name: string): object {
  const versions = (groupsOf(resources).get(name) ?? []).map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }))
  return { name, versions, preferredVersion: versions[0] }
}

/** `/api/v1`, `/apis/apps/v1`; undefined when nothing is served there. */
export function resourceList(resources: readonly ResourceInfo[], group: string, version: string): object | undefined {
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
      ...info.subresources.map((name) => legacySubresource(info, name)),
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

function legacySubresource(info: ResourceInfo, name: string): object {
  const { as, verbs } = subresourceOf(info, name)
  return {
    name: `${info.plural}/${name}`,
    singularName: '',
    namespaced: info.namespaced,
    ...(as === undefined || as.group === '' ? {} : { group: as.group, version: as.version }),
    kind: as?.kind ?? info.kind,
    verbs,
  }
}
