/**
 * Which resource a word on the command line means (client-go's RESTMapper and shortcut expander): plurals, singulars,
 * kinds, short names, `deployments.apps`, `deployments.v1.apps`, and categories such as `all`.
 */
import type { ResourceInfo } from '../../api/contract/names.js'
import { groupVersionOf, type KubeObject } from '../../model/objects/object.js'

/** The resource a word means, in discovery's order of preference. */
export function lookUpResource(word: string, resources: readonly ResourceInfo[]): ResourceInfo | undefined {
  const [name = '', ...rest] = word.split('.')
  if (rest.length >= 2) {
    const [version, ...group] = rest
    const exact = match(name, group.join('.'), resources, version)
    if (exact !== undefined) return exact
  }
  return match(name, rest.join('.'), resources)
}

function match(
  name: string,
  group: string,
  resources: readonly ResourceInfo[],
  version?: string,
): ResourceInfo | undefined {
  const lower = name.toLowerCase()
  const tests: ((each: ResourceInfo) => boolean)[] = [
    (each) => each.plural === lower || each.singular === lower,
    (each) => each.short.includes(name),
    (each) => each.kind === name,
  ]
  for (const test of tests) {
    const named = resources.filter((each) => test(each) && (version === undefined || each.version === version))
    const found = inGroup(named, group)
    if (found !== undefined) return found
  }
  return undefined
}

/** A group may be cut short: `deployments.app` means `deployments.apps`. */
function inGroup(named: readonly ResourceInfo[], group: string): ResourceInfo | undefined {
  if (group === '') return named[0]
  return named.find((each) => each.group === group) ?? named.find((each) => each.group.startsWith(group))
}

/** Replaces categories by the resources in them: `all,secrets` becomes `pods,services,…,secrets`. */
export function expandCategories(word: string, resources: readonly ResourceInfo[]): string {
  const expanded = word.split(',').map((part) => {
    const members = resources.filter((each) => each.categories.includes(part)).map(groupResource)
    return members.length === 0 ? part : [...new Set(members)].join(',')
  })
  return expanded.join(',')
}

/** `pods`, `deployments.apps`. */
export function groupResource(resource: Pick<ResourceInfo, 'group' | 'plural'>): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`
}

/** `pod`, `deployment.apps`: how results name a resource. */
export function groupKind(resource: Pick<ResourceInfo, 'group' | 'kind'>): string {
  const kind = resource.kind.toLowerCase()
  return resource.group === '' ? kind : `${kind}.${resource.group}`
}

/** Stands for the resource of an object when nothing may be asked of a server (`--local`). */
export function guessedResource(object: KubeObject): ResourceInfo {
  const { group, version } = groupVersionOf(String(object.apiVersion))
  const singular = object.kind.toLowerCase()
  const plural = /[sxz]$|[cs]h$/.test(singular) ? `${singular}es` : singular.replace(/([^aeiou])y$/, '$1ie').concat('s')
  return {
    group,
    version,
    kind: object.kind,
    plural,
    singular,
    short: [],
    categories: [],
    namespaced: object.metadata?.namespace !== undefined && object.metadata.namespace !== '',
    verbs: [],
  }
}
