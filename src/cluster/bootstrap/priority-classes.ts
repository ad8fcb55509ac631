import { systemClasses } from '../../kinds/scheduling/priorityclass/system-classes.js'
import { type KubeObject, type ObjectKey, objectKey } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import type { Bootstrap } from './machines.js'

/** What the API server makes as soon as it runs (`AddSystemPriorityClasses` of `pkg/registry/scheduling/rest`). */
export function priorityClasses({ now, random }: Bootstrap): ReadonlyMap<ObjectKey, KubeObject> {
  return new Map(
    systemClasses.map(({ apiVersion, kind, metadata: { name }, ...rest }): [ObjectKey, KubeObject] => {
      const key = objectKey('priorityclasses', '', name)
      const metadata = {
        name,
        uid: random(`uid/${key}`).uuid(),
        creationTimestamp: timestamp(now),
        generation: 1,
        resourceVersion: '1',
      }
      return [key, { apiVersion, kind, metadata, ...rest } as KubeObject]
    }),
  )
}
