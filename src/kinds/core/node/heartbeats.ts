import type { Machine } from '../../../model/objects/machine.js'
import type { Instant, Millis } from '../../../model/objects/object.js'
import { objectKey } from '../../../model/objects/object.js'
import { instantOf, timestamp } from '../../../model/objects/time.js'
import type { Node } from '../../../model/objects/types.js'
import type { Reader } from '../../../store/store.js'

type Condition = NonNullable<NonNullable<Node['status']>['conditions']>[number]

/** A kubelet reports an unchanged status every five minutes (`nodeStatusReportFrequency`); its lease beats in between. */
const reportEvery: Millis = 5 * 60 * 1000
const reported = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready']

/** What was told of a node last, and by which report; at one instant many ask. */
const observedNodes = new WeakMap<Node, { readonly last: Instant; readonly node: Node }>()

/** The node with the heartbeats that its kubelet has sent by now, or by the time that it stopped. */
export function withHeartbeats(node: Node, { now, reader }: { now: Instant; reader: Reader }): Node {
  const machine = reader.get<Machine>(objectKey('machines', '', node.metadata.name))
  const conditions = node.status?.conditions
  if (machine === undefined || !conditions?.length) return node
  const { running, since } = machine.kubelet
  const last = running ? Math.max(since, lastReport(node, now)) : lastReport(node, Math.min(since, now))
  if (Number.isNaN(last)) return node
  const known = observedNodes.get(node)
  if (known?.last === last) return known.node
  const observed = { ...node, status: { ...node.status, conditions: reportedAt(last, conditions) } }
  observedNodes.set(node, { last, node: observed })
  return observed
}

function reportedAt(last: Instant, conditions: readonly Condition[]): Condition[] {
  const lastHeartbeatTime = timestamp(last)
  return conditions.map((condition) => {
    const known = instantOf(condition.lastHeartbeatTime)
    return !reported.includes(condition.type) || known >= last ? condition : { ...condition, lastHeartbeatTime }
  })
}

/** Reports are counted from the node's registration. */
function lastReport(node: Node, until: Instant): Instant {
  const begin = instantOf(node.metadata.creationTimestamp)
  return begin + Math.max(0, Math.floor((until - begin) / reportEvery)) * reportEvery
}
