import { containerTotal, isPodLevel } from '../../../model/objects/pod-resources.js'
import { formatQuantity } from '../../../model/objects/quantity.js'
import type { Pod, PodSpec } from '../../../model/objects/types.js'
import { canonicalResources, setPodSpecDefaults } from '../../podtemplate/index.js'

/** `SetDefaults_Pod`: what a pod has beyond its template. */
export function setPodDefaults(pod: Pod): void {
  pod.spec ??= { containers: [] }
  const { spec } = pod
  setPodSpecDefaults(spec)
  spec.enableServiceLinks ??= true
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    for (const port of spec.hostNetwork ? (container.ports ?? []) : []) port.hostPort ||= port.containerPort
    const { limits } = container.resources ?? {}
    if (limits && container.resources) container.resources.requests = { ...limits, ...container.resources.requests }
  }
  setWholeRequests(spec)
}

/**
 * `defaultPodRequests`: of what the pod asks for as a whole, where it limits anything: what its containers ask for, or as much
 * as the limit.
 */
function setWholeRequests(spec: PodSpec): void {
  const { limits, requests } = spec.resources ?? {}
  canonicalResources(limits)
  canonicalResources(requests)
  if (spec.resources === undefined || Object.keys(limits ?? {}).length === 0) return
  const asked = Object.entries(containerTotal(spec, 'requests'))
    .filter(([name]) => isPodLevel(name) && !name.startsWith('hugepages-'))
    .map(([name, quantity]) => [name, formatQuantity(quantity)])
  const limited = Object.entries(limits ?? {}).filter(([name]) => isPodLevel(name))
  const all = { ...Object.fromEntries(limited), ...Object.fromEntries(asked), ...requests }
  if (Object.keys(all).length > 0) spec.resources.requests = all
}
