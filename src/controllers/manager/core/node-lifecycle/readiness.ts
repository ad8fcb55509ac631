import type { Machine } from '../../../../model/objects/machine.js'
import { type Instant, objectKey } from '../../../../model/objects/object.js'
import { instantOf } from '../../../../model/objects/time.js'
import type { Node } from '../../../../model/objects/types.js'
import type { World } from '../../../machinery/controller.js'

/** `--node-monitor-grace-period`, 50 s since 1.32. */
const GRACE = 50_000
/** `--node-startup-grace-period` */
const STARTUP_GRACE = 60_000

export type NodeCondition = NonNullable<Node['status']['conditions']>[number]

export function readyCondition(node: Node | undefined): NodeCondition | undefined {
  return node?.status?.conditions?.find(({ type }) => type === 'Ready')
}

export function isReady(node: Node | undefined): boolean {
  return readyCondition(node)?.status === 'True'
}

/** Not ready, or silent for so long that it is about to be marked. */
export function isUnwell(node: Node, world: World): boolean {
  if (!isReady(node)) return true
  const silent = silentSince(node, world)
  return silent !== undefined && silent.since + silent.grace <= world.now
}

interface Silence {
  readonly since: Instant
  readonly grace: number
  readonly everPosted: boolean
}

/** Since when nobody has posted the node's status; undefined while somebody does. */
export function silentSince(node: Node, world: World): Silence | undefined {
  const machine = world.get<Machine>(objectKey('machines', '', node.metadata.name))
  if (machine === undefined) {
    const posted = instantOf(readyCondition(node)?.lastHeartbeatTime ?? undefined)
    const since = Number.isNaN(posted) ? instantOf(node.metadata.creationTimestamp) : posted
    return { since, grace: Number.isNaN(posted) ? STARTUP_GRACE : GRACE, everPosted: !Number.isNaN(posted) }
  }
  const { kubelet, power } = machine
  if (kubelet.running && power.on) return undefined
  const since = Math.min(kubelet.running ? world.now : kubelet.since, power.on ? world.now : power.since)
  return { since, grace: GRACE, everPosted: true }
}
