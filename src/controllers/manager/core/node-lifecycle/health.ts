import { podCondition } from '../../../../model/objects/pods.js'
import { timestamp } from '../../../../model/objects/time.js'
import type { Node, Pod } from '../../../../model/objects/types.js'
import { deepEqual } from '../../../../model/values/json-values.js'
import { podsByNode } from '../../../../store/indexes.js'
import type { World } from '../../../machinery/controller.js'
import { type NodeCondition, readyCondition, silentSince } from './readiness.js'
import { wantedTaints } from './taints.js'

/** How long kubelets of a small cluster may remember secrets and config maps (`pkg/controller/ttl`). */
const cacheAnnotation = 'node.alpha.kubernetes.io/ttl'

/** Marks a node whose kubelet has been silent for too long, and keeps its taints in step with its conditions. */
export function syncNodeHealth(node: Node, world: World): { after: number } | undefined {
  const silent = silentSince(node, world)
  const due = silent && silent.since + silent.grace
  const overdue = due !== undefined && due <= world.now && readyCondition(node)?.status !== 'Unknown'
  const updated = overdue ? markUnknown(node, silent?.everPosted ?? true, world) : node
  if (overdue) takePodsOutOfService(node, world)
  const taints = wantedTaints(updated, world)
  const { annotations = {} } = updated.metadata
  if (annotations[cacheAnnotation] === undefined || !deepEqual(taints, updated.spec.taints ?? [])) {
    if (isNew(node))
      recordEvent(
        node,
        'RegisteredNode',
        `Node ${name(node)} event: Registered Node ${name(node)} in Controller`,
        world,
      )
    const { taints: _, ...spec } = updated.spec
    const metadata = { ...updated.metadata, annotations: { [cacheAnnotation]: '0', ...annotations } }
    world.update<Node>('nodes', { ...updated, metadata, spec: taints.length === 0 ? spec : { ...spec, taints } })
  }
  return due !== undefined && due > world.now ? { after: due - world.now } : undefined
}

const watched = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

function markUnknown(node: Node, everPosted: boolean, world: World): Node {
  const reason = everPosted ? 'NodeStatusUnknown' : 'NodeStatusNeverUpdated'
  const message = everPosted ? 'Kubelet stopped posting node status.' : 'Kubelet never posted node status.'
  const time = timestamp(world.now)
  const before = node.status?.conditions ?? []
  const unknown = (type: string) => ({ type, status: 'Unknown' as const, reason, message, lastTransitionTime: time })
  const conditions: NodeCondition[] = before.map((condition) =>
    watched.includes(condition.type) ? { ...condition, ...unknown(condition.type) } : condition,
  )
  for (const type of watched) {
    if (before.some((condition) => condition.type === type)) continue
    conditions.push({ ...unknown(type), lastHeartbeatTime: node.metadata.creationTimestamp ?? time })
  }
  recordEvent(node, 'NodeNotReady', `Node ${name(node)} status is now: NodeNotReady`, world)
  return world.updateStatus<Node>('nodes', { ...node, status: { ...node.status, conditions } })
}

/** `MarkPodsNotReady`: their condition only; what their containers do is not known. */
function takePodsOutOfService(node: Node, world: World): void {
  for (const pod of world.select<Pod>(podsByNode, name(node))) {
    if (podCondition(pod, 'Ready')?.status !== 'True') continue
    const conditions = (pod.status.conditions ?? []).map((condition) =>
      condition.type === 'Ready'
        ? { ...condition, status: 'False' as const, lastTransitionTime: timestamp(world.now) }
        : condition,
    )
    world.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, conditions } })
    const message = 'Node is not ready'
    world.event({ about: pod, type: 'Warning', reason: 'NodeNotReady', message, source: 'node-controller' })
  }
}

/** As admission has tainted it, before any loop has looked at it. */
function isNew(node: Node): boolean {
  return (node.spec.taints ?? []).some(({ key, timeAdded }) => key === 'node.kubernetes.io/not-ready' && !timeAdded)
}

function recordEvent(node: Node, reason: string, message: string, world: World): void {
  world.event({ about: node, type: 'Normal', reason, message, source: 'node-controller' })
}

function name(node: Node): string {
  return node.metadata.name
}
