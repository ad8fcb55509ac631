import { type KubeObject, keyOf, keyParts, type ObjectKey, objectKey } from '../../../model/objects/object.js'
import type { EndpointSlice, Endpoints, Service } from '../../../model/objects/types.js'
import { addressNumber, isIPv6 } from '../../../model/values/addresses.js'
import { append } from '../../../model/values/append.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { slicesByService } from '../../../store/indexes.js'
import type { Controller, World } from '../../machinery/controller.js'
import { controllerReference } from '../../machinery/ownership.js'
import { slicePortsInOrder } from '../core/endpoints-port-order.js'
import { triggerTimeAnnotation } from '../core/endpoints-selection.js'
import { type Endpoint, portsKey, type SlicePort, slicesBy } from './endpointslice-filling.js'
import { slicePrefix, writeSlices } from './endpointslice-writing.js'

const manager = 'endpointslicemirroring-controller.k8s.io'
const managedBy = 'endpointslice.kubernetes.io/managed-by'
const serviceName = 'kubernetes.io/service-name'

/** `--mirroring-max-endpoints-per-subset` */
const mostEndpoints = 1000

/**
 * Copies Endpoints that somebody wrote by hand, for a service without selector, to EndpointSlices
 * (`pkg/controller/endpointslicemirroring`).
 */
export const endpointSliceMirroringController: Controller = {
  name: 'endpointslice-mirroring',
  watches: {
    endpoints: (changed) => [keyOf('endpoints', changed)],
    services: (changed, world, previous) => {
      const { name, namespace = '' } = changed.metadata
      const key = objectKey('endpoints', namespace, name)
      const same = previous !== undefined && deepEqual(previous.spec?.selector, changed.spec?.selector)
      return same && world.get(keyOf('services', changed)) !== undefined ? [] : [key]
    },
    endpointslices: endpointsOfLostSlice,
  },
  reconcile(key, world) {
    const { namespace, name } = keyParts(key)
    const endpoints = world.get<Endpoints>(key)
    const service = world.get<Service>(objectKey('services', namespace, name))
    const slices = world
      .select<EndpointSlice>(slicesByService, `${namespace}/${name}`)
      .filter(({ metadata }) => metadata.labels?.[managedBy] === manager)
    if (
      endpoints !== undefined &&
      isMirrored(endpoints) &&
      service !== undefined &&
      service.spec.selector === undefined
    ) {
      mirror(endpoints, slices, world)
    } else for (const slice of slices) world.remove(keyOf('endpointslices', slice))
    return undefined
  },
}

function endpointsOfLostSlice(changed: KubeObject, world: World): ObjectKey[] {
  const { labels, namespace = '' } = changed.metadata
  const lost = labels?.[managedBy] === manager && world.get(keyOf('endpointslices', changed)) === undefined
  return lost ? [objectKey('endpoints', namespace, labels?.[serviceName] ?? '')] : []
}

function isMirrored({ metadata }: Endpoints): boolean {
  if (metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'] === 'true') return false
  return metadata.annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined
}

interface Group {
  readonly addressType: 'IPv4' | 'IPv6'
  readonly ports: SlicePort[]
  readonly endpoints: Endpoint[]
}

/** One slice for each family of each set of ports. */
function mirror(endpoints: Endpoints, slices: readonly EndpointSlice[], world: World): void {
  const existing = slicesBy(slices, ({ ports, addressType }) => `${addressType} ${portsKey(ports)}`)
  const groups = groupsOf(endpoints, world)
  const changes = { create: [] as EndpointSlice[], update: [] as EndpointSlice[], remove: [] as EndpointSlice[] }
  for (const [key, group] of groups) {
    const [first, ...others] = existing.get(key) ?? []
    append(changes.remove, others)
    const desired = sliceFor(endpoints, group)
    if (first === undefined) changes.create.push(desired)
    else if (!sameContent(first, desired)) changes.update.push(inPlaceOf(first, desired))
  }
  for (const [key, found] of existing) if (!groups.has(key)) append(changes.remove, found)
  writeSlices(changes, endpoints, world)
}

function groupsOf(endpoints: Endpoints, world: World): Map<string, Group> {
  const groups = new Map<string, Group>()
  let invalid = 0
  let skipped = 0
  for (const { addresses, notReadyAddresses, ports } of endpoints.subsets ?? []) {
    const stated = (ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
      ...(appProtocol === undefined ? {} : { appProtocol }),
      name,
      port,
      protocol,
    }))
    const slicePorts = slicePortsInOrder(stated)
    const all = [
      ...(addresses ?? []).map((address) => [address, true] as const),
      ...(notReadyAddresses ?? []).map((address) => [address, false] as const),
    ]
    const valid = all.filter(([{ ip }]) => addressNumber(ip) !== undefined || isIPv6(ip))
    invalid += all.length - valid.length
    skipped += Math.max(0, valid.length - mostEndpoints)
    for (const [{ ip, nodeName, hostname, targetRef }, ready] of valid.slice(0, mostEndpoints)) {
      const addressType = isIPv6(ip) ? 'IPv6' : 'IPv4'
      const key = `${addressType} ${portsKey(slicePorts)}`
      const group: Group = groups.get(key) ?? { addressType, ports: slicePorts, endpoints: [] }
      groups.set(key, group)
      const more = { ...(hostname ? { hostname } : {}), ...(nodeName ? { nodeName } : {}) }
      group.endpoints.push({ addresses: [ip], conditions: { ready }, ...more, ...(targetRef ? { targetRef } : {}) })
    }
  }
  warn(endpoints, invalid, skipped, world)
  return groups
}

function warn(about: Endpoints, invalid: number, skipped: number, world: World): void {
  const event = { about, type: 'Warning', source: 'endpoint-slice-mirroring-controller' } as const
  if (invalid > 0) {
    const message = `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`
    world.event({ ...event, reason: 'InvalidIPAddress', message })
  }
  if (skipped === 0) return
  const limit = `A max of ${mostEndpoints} addresses can be mirrored to EndpointSlices per Endpoints subset.`
  world.event({ ...event, reason: 'TooManyAddressesToMirror', message: `${limit} ${skipped} addresses were skipped` })
}

function sliceFor(endpoints: Endpoints, { addressType, ports, endpoints: list }: Group): EndpointSlice {
  const { name, namespace = '', labels, annotations } = endpoints.metadata
  const {
    [triggerTimeAnnotation]: _,
    'kubectl.kubernetes.io/last-applied-configuration': __,
    ...kept
  } = annotations ?? {}
  const metadata = {
    generateName: slicePrefix(name),
    namespace,
    labels: { ...labels, [serviceName]: name, [managedBy]: manager },
    ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }),
    ownerReferences: [controllerReference(endpoints)],
  }
  const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType, ports }
  return { ...slice, endpoints: list } as unknown as EndpointSlice
}

function sameContent(a: EndpointSlice, b: EndpointSlice): boolean {
  const content = ({ metadata, endpoints }: EndpointSlice) => [metadata.labels, metadata.annotations ?? {}, endpoints]
  return deepEqual(content(a), content(b))
}

function inPlaceOf(old: EndpointSlice, desired: EndpointSlice): EndpointSlice {
  const { annotations: _, generateName: __, ...kept } = old.metadata
  const { generateName: ___, ...metadata } = desired.metadata
  return { ...desired, metadata: { ...kept, ...metadata, name: old.metadata.name } }
}
