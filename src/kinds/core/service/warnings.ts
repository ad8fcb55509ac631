import { newestFeatures } from '../../../model/objects/features.js'
import type { Service } from '../../../model/objects/types.js'
import { isHeadless } from './type-rules.js'

/** `GetWarningsForService` of `pkg/api/service/warnings.go`. */
export function warnings(service: Service, _previous?: Service, features = newestFeatures): string[] {
  const { metadata, spec } = service
  const said: string[] = []
  const hints = 'service.kubernetes.io/topology-aware-hints'
  if (metadata.annotations?.[hints] !== undefined) {
    said.push(`annotation ${hints} is deprecated, please use service.kubernetes.io/topology-mode instead`)
  }
  const externalIPs = (spec.externalIPs ?? []).length > 0
  if (externalIPs && features('ServiceExternalIPsWarning') && !isHeadless(service) && spec.type !== 'ExternalName') {
    said.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters')
  }
  if (spec.type === 'ClusterIP' && isHeadless(service)) {
    const ignored = (field: string) => said.push(`spec.${field} is ignored for headless services`)
    if (spec.loadBalancerIP) ignored('loadBalancerIP')
    if (externalIPs) ignored('externalIPs')
    if (spec.sessionAffinity !== 'None') ignored('SessionAffinity')
  }
  if (spec.type === 'ExternalName' && externalIPs) {
    said.push('spec.externalIPs is ignored when spec.type is "ExternalName"')
  }
  if (spec.type !== 'ExternalName' && spec.externalName) {
    said.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  }
  if (spec.trafficDistribution === 'PreferClose' && features('PreferSameTrafficDistribution')) {
    said.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
  }
  return said
}
