/** Which fields belong to which type of service (`pkg/api/service/util.go`, `pkg/registry/core/service/strategy.go`). */
import type { Service } from '../../../model/objects/types.js'

export const needsClusterIP = (service: Service) => service.spec.type !== 'ExternalName'

export const needsNodePorts = ({ spec }: Service) => spec.type === 'NodePort' || spec.type === 'LoadBalancer'

/** A port on which each node tells the load balancer whether it has local endpoints. */
export const needsHealthCheckPort = ({ spec }: Service) =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'

export const isExternallyAccessible = (service: Service) =>
  needsNodePorts(service) || (service.spec.type === 'ClusterIP' && (service.spec.externalIPs ?? []).length > 0)

/** Its name resolves to its endpoints' own addresses: `clusterIP: None`. */
export const isHeadless = ({ spec }: Service) => spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None'

/** The node ports a service holds, the one for health checks excluded. */
export const nodePortsOf = ({ spec }: Service): number[] =>
  (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []))
