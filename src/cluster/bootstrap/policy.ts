import { aggregatedRules } from '../../controllers/manager/rbac/clusterrole-aggregation.js'
import { type KubeObject, type ObjectKey, objectKey } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import type { ClusterRole } from '../../model/objects/types.js'
import type { Bootstrap } from './machines.js'
import { policy } from './rules.js'

/** From the least to the most that is gathered. */
const aggregated = ['view', 'edit', 'admin'].map((name) => objectKey('clusterroles', '', name))

/** The roles and bindings of a new cluster as they are stored, those gathered from others included. */
export function policyObjects({ now, random }: Bootstrap): ReadonlyMap<ObjectKey, KubeObject> {
  const objects = new Map<ObjectKey, KubeObject>()
  for (const { resource, object } of policy()) {
    const { name, namespace = '', annotations, labels } = object.metadata
    const key = objectKey(resource, namespace, name)
    const { apiVersion, kind, metadata: _, ...rest } = object
    const metadata = {
      name,
      ...(namespace === '' ? {} : { namespace }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(labels === undefined ? {} : { labels }),
      uid: random(`uid/${key}`).uuid(),
      creationTimestamp: timestamp(now),
      resourceVersion: '1',
    }
    objects.set(key, { apiVersion, kind, metadata, ...rest } as KubeObject)
  }
  const roles = () => [...objects.values()].filter(({ kind }) => kind === 'ClusterRole') as ClusterRole[]
  for (const key of aggregated) {
    const role = objects.get(key) as ClusterRole
    objects.set(key, { ...role, rules: aggregatedRules(role, roles()) })
  }
  return objects
}
