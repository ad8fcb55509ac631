import type { Node } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'

const prefix = 'node-role.kubernetes.io/'

/** The roles that a node's labels give it, sorted (`findNodeRoles`). */
export function nodeRoles({ metadata }: Node): string[] {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return [key.slice(prefix.length)]
    return key === 'kubernetes.io/role' ? [value] : []
  })
  return [...new Set(roles.filter((role) => role !== ''))].sort(compareKeys)
}
