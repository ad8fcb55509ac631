import { isPodReady } from '../../../model/objects/pods.js'
import type { Endpoints, Pod, Service } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'
import { endpointPortsInOrder } from './endpoints-port-order.js'
import { hostnameOf, isEndpoint, isHeadless, targetPortOf } from './endpoints-selection.js'

export type Subset = NonNullable<Endpoints['subsets']>[number]
type Address = NonNullable<Subset['addresses']>[number]
type Port = NonNullable<Subset['ports']>[number]

/** The most addresses that one Endpoints object may hold. */
const mostAddresses = 1000

/**
 * The addresses behind a service: pods that offer the same ports share a subset, in which those not ready stand apart.
 * In upstream's order: addresses by text, ports by the hash of how Go prints them (`RepackSubsets`).
 */
export function subsetsOf(service: Service, pods: readonly Pod[]): { subsets: Subset[]; truncated: boolean } {
  const published = service.spec.publishNotReadyAddresses === true
  const byPorts = new Map<string, { ports: Port[]; ready: Address[]; unready: Address[] }>()
  for (const pod of pods.filter((candidate) => isEndpoint(candidate, published))) {
    const ports = portsOf(service, pod)
    if (ports === undefined) continue
    const id = JSON.stringify(ports)
    const group = byPorts.get(id) ?? { ports, ready: [], unready: [] }
    byPorts.set(id, group)
    if (published || isPodReady(pod)) group.ready.push(addressOf(pod, service))
    else group.unready.push(addressOf(pod, service))
  }
  const groups = [...byPorts.values()]
  let room = mostAddresses
  const take = (addresses: Address[]) => {
    const taken = addresses.sort(byAddress).slice(0, room)
    room -= taken.length
    return taken
  }
  const total = groups.reduce((sum, { ready, unready }) => sum + ready.length + unready.length, 0)
  const ready = groups.map((group) => take(group.ready))
  const subsets = groups.map((group, index) => subset(ready[index] ?? [], take(group.unready), group.ports))
  return { subsets: subsets.sort(bySubset), truncated: total > mostAddresses }
}

function subset(addresses: Address[], notReadyAddresses: Address[], ports: Port[]): Subset {
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
    ...(ports.length === 0 ? {} : { ports }),
  }
}

/** Undefined: the pod has none of the ports; an empty list: the service is headless and names none. */
function portsOf(service: Service, pod: Pod): Port[] | undefined {
  const wanted = service.spec.ports ?? []
  if (wanted.length === 0) return isHeadless(service) ? [] : undefined
  const found = wanted.flatMap((servicePort): Port[] => {
    const { name, protocol, appProtocol } = servicePort
    const port = targetPortOf(pod, servicePort)
    if (port === undefined) return []
    return [
      {
        ...(name ? { name } : {}),
        port,
        ...(protocol === undefined ? {} : { protocol }),
        ...(appProtocol === undefined ? {} : { appProtocol }),
      },
    ]
  })
  if (found.length === 0) return undefined
  return endpointPortsInOrder(found)
}

function addressOf(pod: Pod, service: Service): Address {
  const { name, namespace = '', uid = '' } = pod.metadata
  const hostname = hostnameOf(pod, service)
  return {
    ...(hostname === undefined ? {} : { hostname }),
    ip: pod.status.podIP ?? '',
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
  }
}

const byAddress = (a: Address, b: Address) =>
  compareKeys(a.ip, b.ip) || compareKeys(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '')

const bySubset = (a: Subset, b: Subset) => compareKeys(firstOf(a), firstOf(b))

function firstOf({ addresses, notReadyAddresses, ports }: Subset): string {
  return `${(addresses ?? notReadyAddresses)?.[0]?.ip} ${ports?.[0]?.port}`
}
