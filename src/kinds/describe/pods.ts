import type { DescribeView, Line } from '../../api/contract/description.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Pod } from '../../model/objects/types.js'
import { lines } from './lines.js'
import { listOf } from './lookup.js'

/** `Pods Status:`, counting the pods that an object controls by phase (`getPodStatusForController`). */
export async function podCountLines(owner: KubeObject, selector: string, view: DescribeView): Promise<Line[]> {
  const namespace = owner.metadata.namespace ?? ''
  const pods = await listOf<Pod>(view.client, { group: '', plural: 'pods' }, namespace, { labelSelector: selector })
  const count = (phase: string) =>
    pods.filter(
      ({ metadata, status }) =>
        status?.phase === phase &&
        metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === owner.metadata.uid),
    ).length
  const [running, waiting] = [count('Running'), count('Pending')]
  const [succeeded, failed] = [count('Succeeded'), count('Failed')]
  return lines(0, `Pods Status:\t${running} Running / ${waiting} Waiting / ${succeeded} Succeeded / ${failed} Failed`)
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
}

/** The table of conditions as workloads have it. */
export function conditionTable(conditions: readonly Condition[] | undefined): Line[] {
  if (!conditions?.length) return []
  return [
    ...lines(0, 'Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------'),
    ...conditions.flatMap(({ type, status, reason = '' }) => lines(1, `${type} \t${status}\t${reason}`)),
  ]
}
