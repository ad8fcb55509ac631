/**
 * The registry: which resources there are, in which versions, and of what kind, those included that objects of the cluster
 * define. Beside it lies what every request works with (`core.ts`) and how bodies become objects (`decoding.ts`,
 * `drafts.ts`); what a request does belongs to `requests/`.
 */

import type { KubeObject } from '../../model/objects/object.js'
import { releaseNumber } from '../../model/objects/release.js'
import type { Reader } from '../../store/store.js'
import type { DefinedKind, Kind, ServedVersion } from '../contract/kind.js'
import type { ResourceInfo } from '../contract/names.js'

/** One resource as one version serves it. */
export interface ServedResource {
  readonly kind: Kind
  /** How keys of the store begin: the plural, or `plural.group` where another kind has the plural already. */
  readonly storage: string
  readonly info: ResourceInfo
  /** Absent for the version that is stored. */
  readonly version?: ServedVersion
  /** What every request for it is answered with, beside its answer. */
  readonly deprecation?: string
}

export interface Registry {
  /** Every resource of every served version, in discovery's order. */
  readonly served: readonly ServedResource[]
  readonly infos: readonly ResourceInfo[]
  /** By the store's name for the resource. */
  storage(resource: string): ServedResource | undefined
  /** By what a request names. */
  find(resource: Pick<ResourceInfo, 'group' | 'version' | 'plural'>): ServedResource | undefined
  /** By what an object says of itself; in whatever version where none is said. */
  findKind(named: {
    readonly group: string
    readonly version?: string
    readonly kind: string
  }): ServedResource | undefined
}

/**
 * The built-in kinds in the versions that a release serves (all of them without a word), and with a reader those that
 * objects of the cluster define, as it is at each call.
 */
export function createRegistry(kinds: readonly Kind[], kubernetesVersion?: string, reader?: Reader): Registry {
  const builtIn = builtInRegistry(kinds, kubernetesVersion)
  const defining = builtIn.served.filter(({ kind, version }) => kind.defines !== undefined && version === undefined)
  if (reader === undefined || defining.length === 0) return builtIn
  // The simulator's own records are looked for with every change, and never found.
  const own = new Set(kinds.filter(({ served }) => served === false).map(({ names }) => names.group))
  let seen: readonly KubeObject[] = []
  let present: Registry = builtIn
  const current = (): Registry => {
    const objects = defining.flatMap(({ storage }) => reader.list(storage))
    if (objects.length === seen.length && objects.every((object, at) => object === seen[at])) return present
    seen = objects
    present = withDefined(builtIn, defining, objects)
    return present
  }
  return {
    get served() {
      return current().served
    },
    get infos() {
      return current().infos
    },
    // What is built in is asked for most, and is there first.
    storage: (resource) => builtIn.storage(resource) ?? current().storage(resource),
    find: (resource) => builtIn.find(resource) ?? current().find(resource),
    findKind: (named) => builtIn.findKind(named) ?? (own.has(named.group) ? undefined : current().findKind(named)),
  }
}

/** The registry of what is built in and what the objects define; a name that is taken stays with whoever had it first. */
function withDefined(builtIn: Registry, defining: readonly ServedResource[], objects: readonly KubeObject[]): Registry {
  const storage = new Map<string, ServedResource>()
  const served: ServedResource[] = []
  for (const object of objects) {
    const { kind } = defining.find((each) => each.kind.names.kind === object.kind)!
    for (const defined of kind.defines!(object)) {
      const resource = definedResource(defined)
      if (builtIn.find(resource.info) !== undefined) continue
      if (!storage.has(resource.storage)) storage.set(resource.storage, resource)
      if (defined.served) served.push(resource)
    }
  }
  return registryOf([...builtIn.served, ...served].sort(byDiscovery), (name) => storage.get(name))
}

function definedResource({ kind, storage, version, conversion, deprecation }: DefinedKind): ServedResource {
  return {
    kind,
    storage,
    info: infoOf(kind, { group: kind.names.group, version }),
    ...(conversion === undefined ? {} : { version: conversion }),
    ...(deprecation === undefined ? {} : { deprecation }),
  }
}

function builtInRegistry(kinds: readonly Kind[], kubernetesVersion: string | undefined): Registry {
  const storage = new Map<string, ServedResource>()
  for (const kind of kinds) {
    const name = storage.has(kind.names.plural) ? `${kind.names.plural}.${kind.names.group}` : kind.names.plural
    storage.set(name, {
      kind,
      storage: name,
      info: infoOf(kind, kind.names),
      ...deprecationOf(kind, kubernetesVersion),
    })
  }
  const served = [...storage.values()].filter((resource) => resource.kind.served !== false)
  for (const resource of [...served]) {
    for (const version of resource.kind.versions ?? []) {
      if (serves(version, kubernetesVersion))
        served.push({ ...resource, info: infoOf(resource.kind, version), version })
    }
  }
  return registryOf(served.sort(byDiscovery), (resource) => storage.get(resource))
}

function registryOf(served: readonly ServedResource[], storage: Registry['storage']): Registry {
  const byName = new Map(served.map((resource) => [nameOf(resource.info), resource]))
  /** Of each name the preferred version first. */
  const byKind = new Map<string, ServedResource[]>()
  for (const resource of served) {
    const namesakes = byKind.get(resource.info.kind)
    if (namesakes === undefined) byKind.set(resource.info.kind, [resource])
    else namesakes.push(resource)
  }
  return {
    served,
    infos: served.map((resource) => resource.info),
    storage,
    find: (resource) => byName.get(nameOf(resource)),
    findKind: ({ group, version, kind }) =>
      byKind.get(kind)?.find(({ info }) => info.group === group && (version === undefined || info.version === version)),
  }
}

/** What a client typed: `pods`, `po`, `pod`, `Pod`, `deployments.apps`, `deployments.v1.apps`. */
export function findResource(resources: readonly ResourceInfo[], text: string): ResourceInfo | undefined {
  const name = text.toLowerCase()
  const exact = resources.find((info) => info.plural === name || info.singular === name)
  return exact ?? resources.find((info) => info.short.includes(name)) ?? qualifiedResource(resources, name)
}

/** `resource.version.group` and `resource.group`, where the group may be cut short: `deployments.v1.apps`, `deploy.apps`. */
function qualifiedResource(resources: readonly ResourceInfo[], name: string): ResourceInfo | undefined {
  const dot = name.indexOf('.')
  if (dot < 0) return undefined
  const rest = name.slice(dot + 1)
  const named = resources.filter((info) => names(info, name.slice(0, dot)))
  return (
    named.find((info) => rest === `${info.version}.${info.group}`) ??
    named.find((info) => rest === info.group) ??
    named.find((info) => rest !== '' && info.group.startsWith(rest))
  )
}

const names = (info: ResourceInfo, name: string) =>
  info.plural === name || info.singular === name || info.short.includes(name)

const nameOf = (info: Pick<ResourceInfo, 'group' | 'version' | 'plural'>) =>
  `${info.group}/${info.version}/${info.plural}`

function infoOf(kind: Kind, as: { readonly group: string; readonly version: string }): ResourceInfo {
  return {
    group: as.group,
    version: as.version,
    kind: kind.names.kind,
    plural: kind.names.plural,
    singular: kind.names.singular,
    short: kind.names.short,
    categories: kind.names.categories ?? [],
    namespaced: kind.scope === 'Namespaced',
    verbs: kind.verbs ?? allVerbs,
  }
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** The order in which the aggregated API servers of a real cluster list their groups; others follow by name. */
const groupOrder = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
]

function byDiscovery(a: ServedResource, b: ServedResource): number {
  const rank = (group: string) => {
    const index = groupOrder.indexOf(group)
    return index < 0 ? groupOrder.length : index
  }
  return (
    rank(a.info.group) - rank(b.info.group) ||
    compare(a.info.group, b.info.group) ||
    compareVersions(b.info.version, a.info.version) ||
    compare(a.info.plural, b.info.plural)
  )
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Kubernetes' version priority: v2 before v1 before v1beta2 before v1beta1 before v1alpha1. Positive when a is preferred. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
  const left = parts(a)
  const right = parts(b)
  if (left === null || right === null) return left === right ? compare(b, a) : left === null ? -1 : 1
  const stability = (match: RegExpExecArray) => (match[2] === undefined ? 2 : match[2] === 'beta' ? 1 : 0)
  return (
    stability(left) - stability(right) ||
    Number(left[1]) - Number(right[1]) ||
    Number(left[3] ?? 0) - Number(right[3] ?? 0)
  )
}

function deprecationOf({ deprecated }: Kind, kubernetesVersion = ''): Pick<ServedResource, 'deprecation'> {
  if (
    deprecated === undefined ||
    kubernetesVersion === '' ||
    releaseNumber(kubernetesVersion) < releaseNumber(deprecated.since)
  )
    return {}
  return { deprecation: deprecated.warning }
}

function serves(version: ServedVersion, kubernetesVersion: string | undefined): boolean {
  if (kubernetesVersion === undefined) return true
  const release = releaseNumber(kubernetesVersion)
  if (version.since !== undefined && release < releaseNumber(version.since)) return false
  return version.until === undefined || release <= releaseNumber(version.until)
}
