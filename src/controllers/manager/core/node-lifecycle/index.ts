/**
 * The node life cycle: notices that a node's kubelet has fallen silent, taints it, takes its pods out of service, and
 * evicts them when their toleration is over. Two loops of kube-controller-manager: node-lifecycle-controller (health and
 * taints) and taint-eviction-controller (pods).
 *
 * Not here: what a kubelet does when it is there (kubelet), and pods of nodes that are gone (pod garbage collector).
 */
import type { Machine } from '../../../../model/objects/machine.js'
import { type KubeObject, keyOf, keyParts, type ObjectKey } from '../../../../model/objects/object.js'
import type { Node, Pod } from '../../../../model/objects/types.js'
import { deepEqual } from '../../../../model/values/json-values.js'
import { podsByNode } from '../../../../store/indexes.js'
import type { Controller, World } from '../../../machinery/controller.js'
import { evictIntolerant, hasNoExecute } from './eviction.js'
import { syncNodeHealth } from './health.js'
import { isReady } from './readiness.js'

export const nodeLifecycle: Controller = {
  name: 'node-lifecycle',
  watches: {
    machines: (changed, _, previous) => (sameHealth(changed, previous) ? [] : [`nodes/${changed.metadata.name}`]),
    nodes: (changed, world, previous) => nodeKeys(changed as Node, world, previous as Node | undefined),
    pods: (changed, world, previous) => podKeys(changed as Pod, world, previous as Pod | undefined),
  },
  reconcile(key, world) {
    if (keyParts(key).resource === 'nodes') {
      const node = world.get<Node>(key)
      return node && syncNodeHealth(node, world)
    }
    const pod = world.get<Pod>(key)
    return pod && evictIntolerant(pod, world)
  },
}

function sameHealth(machine: KubeObject, previous: KubeObject | undefined): boolean {
  const { kubelet, power } = machine as Machine
  return previous !== undefined && deepEqual([kubelet, power], [previous.kubelet, previous.power])
}

function nodeKeys(node: Node, world: World, previous: Node | undefined): ObjectKey[] {
  const keys: ObjectKey[] = []
  const sameTaints = deepEqual(node.spec.taints, previous?.spec.taints)
  const turned = isReady(node) !== isReady(previous)
  if (previous === undefined || turned || !sameTaints || node.spec.unschedulable !== previous.spec.unschedulable) {
    keys.push(keyOf('nodes', node))
  }
  // How many others are well decides whether pods of those that are not may be evicted.
  if (turned) {
    for (const other of world.list<Node>('nodes'))
      if (!isReady(other) && other !== node) keys.push(keyOf('nodes', other))
  }
  if (!sameTaints && hasNoExecute(node)) {
    for (const pod of world.select<Pod>(podsByNode, node.metadata.name)) keys.push(keyOf('pods', pod))
  }
  return keys
}

function podKeys(pod: Pod, world: World, previous: Pod | undefined): ObjectKey[] {
  const { nodeName, tolerations } = pod.spec
  if (!nodeName || pod.metadata.deletionTimestamp !== undefined) return []
  if (previous?.spec.nodeName === nodeName && previous.spec.tolerations === tolerations) return []
  const node = world.get<Node>(`nodes/${nodeName}`)
  return node !== undefined && hasNoExecute(node) ? [keyOf('pods', pod)] : []
}
