import type { Kind } from '../api/kind.js'
import type { KubeObject } from '../model/object.js'
import { groupOf } from './ownership.js'

/** A resource that the API serves, as loops that deal with every kind need it. */
export interface AnyResource {
  /** How its keys begin. */
  readonly resource: string
  readonly namespaced: boolean
}

/** Finds resources by what owner references and objects say: `apps/v1`, `ReplicaSet`. The version does not matter. */
export interface ServedResources {
  of(object: Pick<KubeObject, 'apiVersion' | 'kind'>): AnyResource | undefined
  readonly all: readonly AnyResource[]
}

export function servedResources(kinds: readonly Kind[]): ServedResources {
  const byGroupAndKind = new Map<string, AnyResource>()
  const taken = new Set<string>()
  for (const { names, scope, served, versions = [] } of kinds) {
    const resource = taken.has(names.plural) ? `${names.plural}.${names.group}` : names.plural
    taken.add(names.plural)
    if (served === false) continue
    const found = { resource, namespaced: scope === 'Namespaced' }
    for (const { group } of [names, ...versions]) byGroupAndKind.set(`${group}/${names.kind}`, found)
  }
  /** Asked for every change there is: by apiVersion, then kind. */
  const answers = new Map<string, Map<string, AnyResource | undefined>>()
  return {
    of({ apiVersion, kind }) {
      const known = answers.get(apiVersion) ?? new Map<string, AnyResource | undefined>()
      answers.set(apiVersion, known)
      if (!known.has(kind)) known.set(kind, byGroupAndKind.get(`${groupOf(apiVersion)}/${kind}`))
      return known.get(kind)
    },
    all: [...new Set(byGroupAndKind.values())],
  }
}
