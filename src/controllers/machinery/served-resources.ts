import type { Kind } from '../../api/contract/kind.js'
import { groupOf, type KubeObject } from '../../model/objects/object.js'
import type { Reader } from '../../store/store.js'

/** A resource that the API serves, as loops that deal with every kind need it. */
export interface AnyResource {
  /** How its keys begin. */
  readonly resource: string
  readonly namespaced: boolean
  /** How conditions name it: `pods.`, `deployments.apps`. */
  readonly told: string
}

/** Finds resources by what owner references and objects say: `apps/v1`, `ReplicaSet`. The version does not matter. */
export interface ServedResources {
  /** Those that objects of the cluster define are looked for in it. */
  of(object: Pick<KubeObject, 'apiVersion' | 'kind'>, cluster: Reader): AnyResource | undefined
  all(cluster: Reader): readonly AnyResource[]
}

export function servedResources(kinds: readonly Kind[]): ServedResources {
  const byGroupAndKind = new Map<string, AnyResource>()
  const defining: { readonly kind: Kind; readonly resource: string }[] = []
  const taken = new Set<string>()
  for (const kind of kinds) {
    const { names, scope, served, versions = [] } = kind
    const resource = taken.has(names.plural) ? `${names.plural}.${names.group}` : names.plural
    taken.add(names.plural)
    if (served === false) continue
    const found = { resource, namespaced: scope === 'Namespaced', told: `${names.plural}.${names.group}` }
    for (const { group } of [names, ...versions]) byGroupAndKind.set(`${group}/${names.kind}`, found)
    if (kind.defines !== undefined) defining.push({ kind, resource })
  }
  const builtIn = [...new Set(byGroupAndKind.values())]
  /** The stored version of each kind that the cluster defines. */
  const defined = (cluster: Reader) =>
    defining.flatMap(({ kind, resource }) =>
      cluster.list(resource).flatMap((object) => kind.defines?.(object).slice(0, 1) ?? []),
    )
  const resourceOf = ({ kind, storage }: ReturnType<typeof defined>[number]): AnyResource => ({
    resource: storage,
    namespaced: kind.scope === 'Namespaced',
    told: storage,
  })
  const custom = (group: string, kind: string, cluster: Reader) => {
    const found = defined(cluster).find(({ kind: { names } }) => names.group === group && names.kind === kind)
    return found && resourceOf(found)
  }
  /** Asked for every change there is: by apiVersion, then kind. */
  const answers = new Map<string, Map<string, AnyResource | undefined>>()
  return {
    of({ apiVersion, kind }, cluster) {
      const known = answers.get(apiVersion) ?? new Map<string, AnyResource | undefined>()
      answers.set(apiVersion, known)
      if (!known.has(kind)) known.set(kind, byGroupAndKind.get(`${groupOf(apiVersion)}/${kind}`))
      return known.get(kind) ?? custom(groupOf(apiVersion), kind, cluster)
    },
    all: (cluster) => [...builtIn, ...defined(cluster).map(resourceOf)],
  }
}
