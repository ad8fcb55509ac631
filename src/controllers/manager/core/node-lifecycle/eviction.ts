import { keyOf, objectKey } from '../../../../model/objects/object.js'
import { instantOf, timestamp } from '../../../../model/objects/time.js'
import { tolerates } from '../../../../model/objects/tolerations.js'
import type { Node, Pod, Taint } from '../../../../model/objects/types.js'
import type { World } from '../../../machinery/controller.js'
import { observed } from '../../../machinery/observed-generation.js'

export function hasNoExecute(node: Node): boolean {
  return (node.spec.taints ?? []).some(({ effect }) => effect === 'NoExecute')
}

/** Deletes a pod from a node whose NoExecute taints it does not tolerate, or no longer (`taint-eviction-controller`). */
export function evictIntolerant(pod: Pod, world: World): { after: number } | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined
  const node = world.get<Node>(objectKey('nodes', '', pod.spec.nodeName ?? ''))
  const taints = (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
  const due = Math.min(...taints.map((taint) => toleratedUntil(pod, taint, lastTainted(node))))
  if (due === Number.POSITIVE_INFINITY) return undefined
  if (due > world.now) return { after: due - world.now }
  evict(pod, world)
  return undefined
}

/**
 * `kubectl taint` does not say when, and upstream's loop remembers when it saw the taint first: it is when somebody last
 * wrote to the taints.
 */
function lastTainted(node: Node | undefined): number {
  const entries = (node?.metadata.managedFields ?? []) as unknown as readonly ManagedFieldsEntry[]
  const times = entries.filter(({ fieldsV1 }) => fieldsV1?.['f:spec']?.['f:taints'] !== undefined)
  return Math.max(0, ...times.map(({ time }) => instantOf(time ?? undefined) || 0))
}

interface ManagedFieldsEntry {
  readonly time?: string | null
  readonly fieldsV1?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The shortest of the tolerations that match counts. */
function toleratedUntil(pod: Pod, taint: Taint, tainted: number): number {
  const matching = (pod.spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint))
  if (matching.length === 0) return 0
  const seconds = Math.min(...matching.map((each) => Number(each.tolerationSeconds ?? Number.POSITIVE_INFINITY)))
  const since = Math.max(instantOf(taint.timeAdded) || tainted, instantOf(pod.metadata.creationTimestamp) || 0)
  return seconds <= 0 ? 0 : since + seconds * 1000
}

function evict(pod: Pod, world: World): void {
  const { namespace, name } = pod.metadata
  const message = `Marking for deletion Pod ${namespace}/${name}`
  const source = 'taint-eviction-controller'
  world.event({ about: pod, type: 'Normal', reason: 'TaintManagerEviction', message, source })
  const disruption = {
    type: 'DisruptionTarget',
    status: 'True' as const,
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastProbeTime: null as never,
    lastTransitionTime: timestamp(world.now),
    ...observed(pod, world),
  }
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== disruption.type)
  world.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, conditions: [...others, disruption] } })
  world.remove(keyOf('pods', pod))
}
