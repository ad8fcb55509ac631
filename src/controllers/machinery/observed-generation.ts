import type { Pod } from '../../model/objects/types.js'
import type { World } from './controller.js'

/**
 * The generation of a pod that a status, or a condition of it, is told of (`CalculatePodStatusObservedGeneration`,
 * `CalculatePodConditionObservedGeneration`).
 */
export function observed(pod: Pod, world: World): { observedGeneration?: number } {
  const { generation } = pod.metadata
  if (!generation || !world.features('PodObservedGenerationTracking')) return {}
  return { observedGeneration: generation }
}
