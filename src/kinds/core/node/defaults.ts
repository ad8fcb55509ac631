import type { Node } from '../../../model/objects/types.js'
import { canonicalResources } from '../../podtemplate/index.js'

/** `SetDefaults_NodeStatus`: what is there can be used, unless the node says otherwise. */
export function setNodeDefaults(draft: Node): void {
  draft.spec ??= {}
  draft.status ??= {}
  const { spec, status } = draft
  // Kubelets are no longer configured through their nodes (`dropDisabledFields` of `pkg/registry/core/node`).
  delete spec.configSource
  // Where they differ the older field wins (`Convert_v1_NodeSpec_To_core_NodeSpec`).
  if (spec.podCIDR && spec.podCIDR !== spec.podCIDRs?.[0]) spec.podCIDRs = [spec.podCIDR]
  else if (spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0]
  canonicalResources(status.capacity)
  if (Object.keys(status.allocatable ?? {}).length === 0 && status.capacity) status.allocatable = { ...status.capacity }
  canonicalResources(status.allocatable)
}
