import type { Features } from '../../model/objects/features.js'
import type { PodSpec } from '../../model/objects/types.js'

/**
 * Fields of features that are not on in the cluster's release (`DropDisabledPodFields`); what the object had before stays.
 */
export function dropDisabled(spec: PodSpec | undefined, previous: PodSpec | undefined, features: Features): void {
  if (spec === undefined) return
  if (!features('PodLevelResources') && previous?.resources === undefined) delete spec.resources
  const hadImages = previous?.volumes?.some(({ image }) => image !== undefined)
  if (!features('ImageVolume') && !hadImages) for (const volume of spec.volumes ?? []) delete volume.image
}
