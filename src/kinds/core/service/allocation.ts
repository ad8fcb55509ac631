import type { Admission } from '../../../api/contract/admission.js'
import type { Service } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { allocateClusterIPs } from './cluster-ips.js'
import { initialiseFamilies } from './ip-families.js'
import { allocateNodePorts } from './node-ports.js'
import {
  isExternallyAccessible,
  needsClusterIP,
  needsHealthCheckPort,
  needsNodePorts,
  nodePortsOf,
} from './type-rules.js'

/**
 * What the service registry does before it validates (`pkg/registry/core/service/storage/storage.go`, `beginCreate` and
 * `beginUpdate`): allocates cluster IPs and node ports, keeps on an update what the client left out, and drops what the
 * new type does not have. What a service no longer holds is free at once: allocation looks at the services themselves.
 */
export function allocate(draft: Service, admission: Admission, previous?: Service): void {
  matchClusterIPs(draft, previous)
  if (previous !== undefined) keepAllocated(draft, previous)
  initialiseFamilies(draft, previous)
  allocateClusterIPs(draft, admission, previous)
  allocateNodePorts(draft, admission, previous)
  if (previous !== undefined) dropOfOtherTypes(draft, previous)
}

/** `normalizeClusterIPs`: old clients know the singular field only. */
function matchClusterIPs({ spec }: Service, previous: Service | undefined): void {
  const given = spec.clusterIPs ?? []
  if (previous === undefined) {
    if (spec.clusterIP && given.length === 0) spec.clusterIPs = [spec.clusterIP]
    return
  }
  const old = previous.spec
  const oldIPs = old.clusterIPs ?? []
  const changed = (spec.clusterIP ?? '') !== (old.clusterIP ?? '')
  if (!changed && oldIPs.length > 0 && given.length === 0) spec.clusterIPs = [...oldIPs]
  if (!changed || !deepEqual(oldIPs, given)) return
  if (old.clusterIP && !spec.clusterIP) delete spec.clusterIPs
  else spec.clusterIPs = [spec.clusterIP ?? '']
}

/** `patchAllocatedValues`: who submits a manifest again need not repeat what the cluster had chosen. */
function keepAllocated(draft: Service, previous: Service): void {
  const { spec } = draft
  const old = previous.spec
  if (needsClusterIP(draft) && needsClusterIP(previous)) {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP
    if ((spec.clusterIPs ?? []).length === 0 && spec.clusterIP === old.clusterIP && old.clusterIPs) {
      spec.clusterIPs = [...old.clusterIPs]
    }
  }
  if (needsNodePorts(draft) && needsNodePorts(previous)) keepNodePorts(draft, previous)
  if (needsHealthCheckPort(draft) && needsHealthCheckPort(previous) && old.healthCheckNodePort) {
    spec.healthCheckNodePort ||= old.healthCheckNodePort
  }
}

/** Ports are known again by their names. */
function keepNodePorts(draft: Service, previous: Service): void {
  const before = nodePortsOf(previous)
  const used = new Set(nodePortsOf(draft).filter((port) => before.includes(port)))
  const byName = new Map((previous.spec.ports ?? []).map((port) => [port.name ?? '', port.nodePort ?? 0]))
  for (const port of draft.spec.ports ?? []) {
    const old = byName.get(port.name ?? '') ?? 0
    if (port.nodePort || old === 0 || used.has(old)) continue
    port.nodePort = old
    used.add(old)
  }
}

/** `dropTypeDependentFields`: clears what the cluster had set and the client did not touch. */
function dropOfOtherTypes(draft: Service, previous: Service): void {
  const { spec } = draft
  const old = previous.spec
  if (needsClusterIP(previous) && !needsClusterIP(draft)) {
    if ((spec.clusterIP ?? '') === (old.clusterIP ?? '') && deepEqual(spec.clusterIPs ?? [], old.clusterIPs ?? [])) {
      delete spec.clusterIP
      delete spec.clusterIPs
    }
    if (deepEqual(spec.ipFamilies ?? [], old.ipFamilies ?? [])) delete spec.ipFamilies
    if (spec.ipFamilyPolicy === old.ipFamilyPolicy) delete spec.ipFamilyPolicy
  }
  // Upstream keeps it and does not show it (`defaultOnReadInternalTrafficPolicy`).
  if (!needsClusterIP(draft)) delete spec.internalTrafficPolicy
  if (needsNodePorts(previous) && !needsNodePorts(draft)) {
    const before = nodePortsOf(previous)
    if (nodePortsOf(draft).every((port) => before.includes(port)))
      for (const port of spec.ports ?? []) delete port.nodePort
  }
  if (isExternallyAccessible(previous) && !isExternallyAccessible(draft)) {
    if (spec.externalTrafficPolicy === old.externalTrafficPolicy) delete spec.externalTrafficPolicy
  }
  if (needsHealthCheckPort(previous) && !needsHealthCheckPort(draft)) {
    if (spec.healthCheckNodePort === old.healthCheckNodePort) delete spec.healthCheckNodePort
  }
  if (spec.type === 'LoadBalancer') return
  if (old.type === 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts)
      delete spec.allocateLoadBalancerNodePorts
    if (spec.loadBalancerClass === old.loadBalancerClass) delete spec.loadBalancerClass
  }
  draft.status = { ...draft.status, loadBalancer: {} }
}
