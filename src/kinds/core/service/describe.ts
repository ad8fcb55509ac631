import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { EndpointSlice, Service } from '../../../model/objects/types.js'
import { formatSelector, selectorFromSet } from '../../../model/selectors/label-selectors.js'
import { annotationLines, eventLines, labelLines, lines, listOf } from '../../describe/index.js'

/** `describeService` of kubectl's `pkg/describe/describe.go`. */
export async function describe(service: Service, view: DescribeView): Promise<Line[]> {
  const { metadata, spec, status } = service
  const slices = await slicesOf(service, view)
  const ingress = status.loadBalancer?.ingress ?? []
  const optional = (title: string, text: string | undefined) => (text ? lines(0, `${title}:\t${text}`) : [])
  return [
    ...lines(0, `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, `Selector:\t${formatSelector(selectorFromSet(spec.selector))}`),
    ...lines(0, `Type:\t${spec.type}`),
    ...optional('IP Family Policy', spec.ipFamilyPolicy),
    ...lines(0, `IP Families:\t${spec.ipFamilies?.join(',') || '<none>'}`),
    ...lines(0, `IP:\t${spec.clusterIP ?? ''}`),
    ...lines(0, `IPs:\t${spec.clusterIPs?.join(',') || '<none>'}`),
    ...optional('External IPs', spec.externalIPs?.join(',')),
    ...optional('Desired LoadBalancer IP', spec.loadBalancerIP),
    ...optional('External Name', spec.externalName),
    ...optional('LoadBalancer Ingress', ingress.map(ingressText).join(', ')),
    ...(spec.ports ?? []).flatMap((port) => portLines(port, slices)),
    ...lines(0, `Session Affinity:\t${spec.sessionAffinity}`),
    ...optional('External Traffic Policy', spec.externalTrafficPolicy),
    ...optional('Internal Traffic Policy', spec.internalTrafficPolicy),
    ...optional('HealthCheck NodePort', spec.healthCheckNodePort ? String(spec.healthCheckNodePort) : undefined),
    ...optional('LoadBalancer Source Ranges', spec.loadBalancerSourceRanges?.join(',')),
    ...optional('Traffic Distribution', spec.trafficDistribution),
    ...(await eventLines(service, view)),
  ]
}

async function slicesOf({ metadata }: Service, view: DescribeView): Promise<EndpointSlice[]> {
  const resource = { group: 'discovery.k8s.io', plural: 'endpointslices' }
  const labelSelector = `kubernetes.io/service-name=${metadata.name}`
  return listOf<EndpointSlice>(view.client, resource, metadata.namespace ?? '', { labelSelector })
}

type Ingress = NonNullable<NonNullable<Service['status']['loadBalancer']>['ingress']>[number]

function ingressText({ ip, ipMode, hostname }: Ingress): string {
  if (!ip) return hostname ?? ''
  return ipMode === undefined ? ip : `${ip} (${ipMode})`
}

function portLines(port: NonNullable<Service['spec']['ports']>[number], slices: readonly EndpointSlice[]): Line[] {
  const name = port.name || '<unset>'
  return [
    ...lines(0, `Port:\t${name}\t${port.port}/${port.protocol}`),
    ...lines(0, `TargetPort:\t${port.targetPort}/${port.protocol}`),
    ...(port.nodePort ? lines(0, `NodePort:\t${name}\t${port.nodePort}/${port.protocol}`) : []),
    ...lines(0, `Endpoints:\t${endpointsText(slices, port.name ?? '')}`),
  ]
}

/** `formatEndpointSlices`: what is ready behind one port, three at most, its off-by-one on unready fourths included. */
function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>'
  const list: string[] = []
  let more = false
  let count = 0
  for (const { endpoints = [], ports = [] } of slices) {
    const numbers = (ports ?? []).length === 0 ? [undefined] : ports.filter((port) => (port.name ?? '') === portName)
    for (const port of numbers) {
      for (const endpoint of endpoints ?? []) {
        if (list.length === 3) more = true
        if (endpoint.conditions?.ready === false) continue
        const address = endpoint.addresses[0] ?? ''
        if (!more) list.push(port === undefined ? address : hostPort(address, port.port))
        count++
      }
    }
  }
  return more ? `${list.join(',')} + ${count - 3} more...` : list.join(',')
}

const hostPort = (host: string, port: number | undefined) =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
