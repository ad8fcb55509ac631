import { keyOf } from '../model/objects/object.js'
import type { EndpointSlice, Endpoints, Service, ServicePort } from '../model/objects/types.js'
import { compareAddresses } from '../model/values/addresses.js'
import type { Index, Reader } from '../store/store.js'

/** The port of an address behind a headless service without ports: names lead to it, and no traffic (CoreDNS has it so). */
export const noPort = -1

/** One address behind a service, with the port that a service port leads to. */
export interface Endpoint {
  readonly address: string
  /** `noPort` where there is none. */
  readonly port: number
  readonly portName: string
  readonly protocol: string
  readonly ready: boolean
  /** Still answers while it is being shut down. */
  readonly serving: boolean
  readonly node: string | undefined
  readonly hostname: string | undefined
  /** `namespace/name` of the pod. */
  readonly pod: string | undefined
}

const serviceLabel = 'kubernetes.io/service-name'

const slicesByService: Index = {
  name: 'endpoint slices by service',
  resource: 'endpointslices',
  values(slice) {
    const service = slice.metadata.labels?.[serviceLabel]
    return service === undefined ? [] : [`${slice.metadata.namespace}/${service}`]
  },
}

/** Everything behind a service, by address: from its slices, or from its Endpoints object when it has none. */
export function endpointsOf(service: Service, reader: Reader): Endpoint[] {
  const key = `${service.metadata.namespace}/${service.metadata.name}`
  const slices = reader.select<EndpointSlice>(slicesByService, key)
  const found =
    slices.length > 0 ? slices.flatMap(fromSlice) : fromEndpoints(reader.get<Endpoints>(keyOf('endpoints', service)))
  return found.sort((a, b) => compareAddresses(a.address, b.address) || a.port - b.port)
}

const portless = [{ port: noPort, name: '', protocol: 'TCP' }] as const

function fromSlice(slice: EndpointSlice): Endpoint[] {
  return (slice.endpoints ?? []).flatMap((endpoint) =>
    (slice.ports?.length ? slice.ports : portless).flatMap((port) =>
      endpoint.addresses.map((address) => ({
        address,
        port: port.port ?? noPort,
        portName: port.name ?? '',
        protocol: port.protocol ?? 'TCP',
        ready: endpoint.conditions?.ready !== false,
        serving: endpoint.conditions?.serving ?? endpoint.conditions?.ready !== false,
        node: endpoint.nodeName,
        hostname: endpoint.hostname,
        pod: podOf(endpoint.targetRef),
      })),
    ),
  )
}

function fromEndpoints(endpoints: Endpoints | undefined): Endpoint[] {
  return (endpoints?.subsets ?? []).flatMap((subset) => {
    const all = [
      ...(subset.addresses ?? []).map((one) => ({ ...one, ready: true })),
      ...(subset.notReadyAddresses ?? []).map((one) => ({ ...one, ready: false })),
    ]
    return all.flatMap((one) =>
      (subset.ports?.length ? subset.ports : portless).map((port) => ({
        address: one.ip,
        port: port.port,
        portName: port.name ?? '',
        protocol: port.protocol ?? 'TCP',
        ready: one.ready,
        serving: one.ready,
        node: one.nodeName,
        hostname: one.hostname,
        pod: podOf(one.targetRef),
      })),
    )
  })
}

function podOf(reference: { kind?: string; namespace?: string; name?: string } | undefined): string | undefined {
  return reference?.kind === 'Pod' ? `${reference.namespace}/${reference.name}` : undefined
}

/** Endpoints of one service port that take traffic: the ready ones, or else those that still serve while shutting down. */
export function takingTraffic(endpoints: readonly Endpoint[], port: ServicePort): Endpoint[] {
  const { name = '', protocol = 'TCP' } = port
  const own = endpoints.filter((one) => one.portName === name && one.protocol === protocol && one.port !== noPort)
  const ready = own.filter((one) => one.ready)
  return ready.length > 0 ? ready : own.filter((one) => one.serving)
}
