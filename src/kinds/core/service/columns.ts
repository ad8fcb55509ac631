import type { Column } from '../../../api/contract/table.js'
import type { Service } from '../../../model/objects/types.js'
import { formatSelector, selectorFromSet } from '../../../model/selectors/label-selectors.js'
import { compareKeys } from '../../../model/values/order.js'
import { ageColumn, nameColumn } from '../../columns.js'

/** `printService` of `pkg/printers/internalversion/printers.go`. */
export const columns: readonly Column<Service>[] = [
  nameColumn,
  { name: 'Type', description: 'type determines how the Service is exposed.', value: ({ spec }) => spec.type ?? '' },
  {
    name: 'Cluster-IP',
    description: 'clusterIP is the IP address of the service.',
    value: ({ spec }) => spec.clusterIPs?.[0] ?? '<none>',
  },
  { name: 'External-IP', description: 'Addresses under which the service is reached from outside.', value: externalIP },
  { name: 'Port(s)', description: 'The list of ports that are exposed by this service.', value: portsText },
  ageColumn,
  {
    name: 'Selector',
    wide: true,
    description: 'Route service traffic to pods with label keys and values matching this selector.',
    value: ({ spec }) => formatSelector(selectorFromSet(spec.selector)),
  },
]

function externalIP(service: Service): string {
  const { spec } = service
  const externalIPs = spec.externalIPs ?? []
  if (spec.type === 'ClusterIP' || spec.type === 'NodePort') return externalIPs.join(',') || '<none>'
  if (spec.type === 'LoadBalancer') return [...ingressPoints(service), ...externalIPs].join(',') || '<pending>'
  return spec.type === 'ExternalName' ? (spec.externalName ?? '') : '<unknown>'
}

function ingressPoints({ status }: Service): string[] {
  const points = (status.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip || hostname || [])
  return [...new Set(points)].sort(compareKeys)
}

function portsText({ spec }: Service): string {
  const texts = (spec.ports ?? []).map(
    ({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`,
  )
  return texts.join(',') || '<none>'
}
