import { type ObjectKey, objectKey } from '../../../model/objects/object.js'
import type { ClusterRole, PolicyRule } from '../../../model/objects/types.js'
import { matchesLabels, selectorOf } from '../../../model/selectors/label-selectors.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'
import type { Controller, World } from '../../machinery/controller.js'

const clusterRoles = 'clusterroles'

/** Keeps the rules of cluster roles that gather those of others (`pkg/controller/clusterroleaggregation`). */
export const clusterRoleAggregation: Controller = {
  name: 'clusterrole-aggregation',
  watches: {
    clusterroles: (_, world) => aggregating(world),
  },
  reconcile(key, world) {
    const role = world.get<ClusterRole>(key)
    if (role?.aggregationRule === undefined) return undefined
    const rules = aggregatedRules(role, world.list<ClusterRole>(clusterRoles))
    // How a list that Go always writes is stored when there is nothing in it.
    const stored = rules.length === 0 ? (null as never) : rules
    if (!deepEqual(rules, role.rules ?? [])) world.update<ClusterRole>(clusterRoles, { ...role, rules: stored })
    return undefined
  },
}

/** Whatever has changed may be of some aggregated role's concern. */
function aggregating(world: World): ObjectKey[] {
  return world
    .list<ClusterRole>(clusterRoles)
    .filter(({ aggregationRule }) => aggregationRule !== undefined)
    .map(({ metadata }) => objectKey(clusterRoles, '', metadata.name))
}

/** The rules of the roles that a role's selectors select, by name, each rule once. */
export function aggregatedRules(role: ClusterRole, all: readonly ClusterRole[]): PolicyRule[] {
  const rules: PolicyRule[] = []
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const labels = selectorOf(selector)
    const selected = all.filter(
      ({ metadata }) => metadata.name !== role.metadata.name && matchesLabels(labels, metadata.labels),
    )
    for (const { rules: own } of selected.sort((a, b) => compareKeys(a.metadata.name, b.metadata.name))) {
      for (const rule of own ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule)
    }
  }
  return rules
}
