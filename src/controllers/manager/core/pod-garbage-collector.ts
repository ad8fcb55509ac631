import {
  type KubeObject,
  keyOf,
  keyParts,
  type Millis,
  type ObjectKey,
  objectKey,
} from '../../../model/objects/object.js'
import { isPodTerminal } from '../../../model/objects/pods.js'
import { timestamp } from '../../../model/objects/time.js'
import type { Pod } from '../../../model/objects/types.js'
import { podsByNode } from '../../../store/indexes.js'
import type { Controller, World } from '../../machinery/controller.js'
import { observed } from '../../machinery/observed-generation.js'

/** How long a node may be missing before its pods are taken for lost (`quarantineTime`). */
const QUARANTINE: Millis = 40_000

/**
 * Deletes pods whose node no longer exists (`pkg/controller/podgc`). Its keys say since when a node has been missing:
 * `nodes/<instant>/<name>`.
 */
export const podGarbageCollector: Controller = {
  name: 'pod-garbage-collector',
  watches: {
    nodes: (changed, world) => ifMissing(changed.metadata.name, world),
    pods: (changed, world, previous) => {
      const node = (changed as Pod).spec.nodeName
      return node === undefined || previous?.spec.nodeName === node ? [] : ifMissing(node, world)
    },
  },
  reconcile(key, world) {
    const { namespace: since, name } = keyParts(key)
    if (world.get(objectKey('nodes', '', name)) !== undefined) return undefined
    const after = Number(since) + QUARANTINE - world.now
    if (after > 0) return { after }
    for (const pod of world.select<Pod>(podsByNode, name)) collect(pod, world)
    return undefined
  },
}

function ifMissing(node: string, world: World): ObjectKey[] {
  return world.get(objectKey('nodes', '', node)) === undefined ? [objectKey('nodes', String(world.now), node)] : []
}

function collect(pod: Pod, world: World): void {
  if (!isPodTerminal(pod)) world.updateStatus<Pod>('pods', { ...pod, status: lost(pod, world) })
  world.remove(keyOf('pods', pod as KubeObject), { gracePeriodSeconds: 0 })
}

function lost(pod: Pod, world: World): Pod['status'] {
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget')
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastTransitionTime: timestamp(world.now),
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
    ...observed(pod, world),
  }
  return { ...pod.status, ...observed(pod, world), phase: 'Failed', conditions: [...others, condition] }
}
