import { keyOf } from '../../model/objects/object.js'
import type { Pod } from '../../model/objects/types.js'
import { type Sync, sandboxKey } from './sync.js'

/** Whether a pod only shows what a kubelet runs from a manifest on its machine's disk. */
export function isMirror({ metadata }: Pod): boolean {
  return metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
}

/** Deleting the image in the mirror deletes nothing: the kubelet holds up another one, and the containers run on. */
export function recreateMirrorPod({ pod, world, sandbox }: Sync): void {
  const { name, namespace = '', labels, annotations, ownerReferences } = pod.metadata
  world.remove(keyOf('pods', pod), { gracePeriodSeconds: 0 })
  const metadata = {
    name,
    namespace,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(ownerReferences && { ownerReferences }),
  }
  const again = world.create<Pod>('pods', { ...pod, metadata, status: { phase: 'Pending' } })
  if (world.get(sandboxKey(pod)) !== undefined) {
    world.update('sandboxes', { ...sandbox, podUid: again.metadata.uid ?? '' })
  }
}
