import type { Pod } from '../../model/types.js'
import { setPodSpecDefaults } from '../podtemplate/index.js'

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
}
