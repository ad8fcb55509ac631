import { timestamp } from '../../../../model/objects/time.js'
import type { Node, Taint } from '../../../../model/objects/types.js'
import type { World } from '../../../machinery/controller.js'
import { isUnwell, readyCondition } from './readiness.js'

const NOT_READY = 'node.kubernetes.io/not-ready'
const UNREACHABLE = 'node.kubernetes.io/unreachable'
const CORDONED = 'node.kubernetes.io/unschedulable'
const managed = new Set([NOT_READY, UNREACHABLE, CORDONED])

/** `--unhealthy-zone-threshold`, which counts from this many nodes on. */
const UNHEALTHY_SHARE = 0.55
const UNHEALTHY_NODES = 3
/** `--large-cluster-size-threshold`: smaller clusters stop evicting when too many nodes are unwell. */
const LARGE_CLUSTER = 50

/** The taints that a node should have: those of its conditions, and whatever others have put there. */
export function wantedTaints(node: Node, world: World): Taint[] {
  const before = node.spec.taints ?? []
  const wanted: Taint[] = []
  const status = readyCondition(node)?.status
  // One that has not said anything yet is given time to.
  if (status === 'False' || status === 'Unknown') {
    const key = status === 'False' ? NOT_READY : UNREACHABLE
    wanted.push({ key, effect: 'NoSchedule' })
    if (mayEvict(world)) wanted.push({ key, effect: 'NoExecute' })
  }
  if (node.spec.unschedulable) wanted.push({ key: CORDONED, effect: 'NoSchedule' })
  const same = (a: Taint) => (b: Taint) => a.key === b.key && a.effect === b.effect
  const kept = before.filter((taint) => !managed.has(taint.key) || wanted.some(same(taint)))
  const added = wanted.filter((taint) => !before.some(same(taint)))
  return [...kept, ...added].map((taint) => (needsTime(taint) ? { ...taint, timeAdded: timestamp(world.now) } : taint))
}

/** What the loop itself adds tells since when it is there. */
function needsTime({ key, timeAdded }: Taint): boolean {
  return !timeAdded && managed.has(key)
}

/** When most of a small cluster is unwell, the fault is more likely the control plane's (`ComputeZoneState`). */
function mayEvict(world: World): boolean {
  const nodes = world.list<Node>('nodes')
  const unwell = nodes.filter((node) => isUnwell(node, world)).length
  if (unwell === nodes.length) return false
  return unwell < UNHEALTHY_NODES || unwell / nodes.length < UNHEALTHY_SHARE || nodes.length > LARGE_CLUSTER
}
