/**
 * Endpoint slices: those of services with a selector (here), those that mirror endpoints written by hand, and how
 * endpoints are laid into slices. Which pods a service selects is shared with endpoints (core/).
 */
import { type KubeObject, keyOf, type ObjectKey, objectKey } from '../../../model/objects/object.js'
import { isPodReady } from '../../../model/objects/pods.js'
import type { EndpointSlice, Node, Pod, Service } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { podsByNode, slicesByService } from '../../../store/indexes.js'
import type { Controller, World } from '../../machinery/controller.js'
import { controllerReference } from '../../machinery/ownership.js'
import { slicePortsInOrder } from '../core/endpoints-port-order.js'
import {
  changedService,
  headlessLabel,
  hostnameOf,
  isEndpoint,
  isHeadless,
  isSelecting,
  podsOf,
  serviceAt,
  servicesOfPod,
  targetPortOf,
  triggerTime,
  withTriggerTime,
} from '../core/endpoints-selection.js'
import { type Endpoint, fill, portsKey, type SlicePort, slicesBy } from './endpointslice-filling.js'
import { slicePrefix, writeSlices } from './endpointslice-writing.js'

const manager = 'endpointslice-controller.k8s.io'
const managedBy = 'endpointslice.kubernetes.io/managed-by'
const serviceName = 'kubernetes.io/service-name'

/**
 * Keeps the EndpointSlices of every service with a selector (`pkg/controller/endpointslice`): each pod with an address,
 * ready or not or on its way out. The slices of a deleted service go with their owner.
 */
export const endpointSliceController: Controller = {
  name: 'endpointslice',
  watches: {
    services: changedService,
    pods: servicesOfPod,
    endpointslices: serviceOfLostSlice,
    nodes: servicesOnNewNode,
  },
  reconcile(key, world) {
    const service = serviceAt(key, world)
    if (service === undefined) return undefined
    const { name, namespace } = service.metadata
    const slices = world
      .select<EndpointSlice>(slicesByService, `${namespace}/${name}`)
      .filter(({ metadata }) => metadata.labels?.[managedBy] === manager)
    if (isSelecting(service)) synchronise(service, slices, world)
    return undefined
  },
}

function serviceOfLostSlice(changed: KubeObject, world: World): ObjectKey[] {
  const { labels, namespace = '' } = changed.metadata
  const service = labels?.[serviceName]
  const lost = labels?.[managedBy] === manager && world.get(keyOf('endpointslices', changed)) === undefined
  return lost && service !== undefined ? [objectKey('services', namespace, service)] : []
}

/** Pods whose node was missing had been left out. */
function servicesOnNewNode({ metadata }: KubeObject, world: World, previous?: KubeObject): readonly ObjectKey[] {
  if (previous !== undefined) return []
  return world.select<Pod>(podsByNode, metadata.name).flatMap((pod) => servicesOfPod(pod, world))
}

function synchronise(service: Service, slices: readonly EndpointSlice[], world: World): void {
  const pods = podsOf(service, world).filter((pod) => isEndpoint(pod, true))
  const labels = labelsFor(service)
  const foreign = slices.filter((slice) => !isOwnedBy(slice, service))
  const owned = slices.filter((slice) => isOwnedBy(slice, service))
  const mine = slicesBy(owned, ({ ports }) => portsKey(ports))
  const changes = { create: [] as EndpointSlice[], update: [] as EndpointSlice[], remove: [...foreign] }
  const groups = groupsOf(service, pods, world)
  for (const [key, { ports, endpoints }] of groups) {
    const existing = mine.get(key) ?? []
    const labelsChanged = existing.some(({ metadata }) => !deepEqual(metadata.labels, labels))
    const { create, update, remove } = fill(existing, endpoints, labelsChanged)
    append(
      changes.create,
      create.map((list) => newSlice(service, labels, ports, list)),
    )
    append(changes.update, update)
    append(changes.remove, remove)
  }
  for (const [key, existing] of mine) if (!groups.has(key)) append(changes.remove, existing)
  keepPlaceholder(changes, slices, newSlice(service, labels, [], []))
  const time = triggerTime(service, pods, knownPods(slices))
  const stamped = (slice: EndpointSlice) => stamp(slice, labels, time)
  writeSlices({ ...changes, create: changes.create.map(stamped), update: changes.update.map(stamped) }, service, world)
}

interface Group {
  readonly ports: SlicePort[]
  readonly endpoints: Endpoint[]
}

/** Endpoints by the ports that their pods offer. */
function groupsOf(service: Service, pods: readonly Pod[], world: World): Map<string, Group> {
  const groups = new Map<string, Group>()
  const nodes = new Map<string, Node | undefined>()
  const nodeOf = ({ spec: { nodeName = '' } }: Pod) => {
    if (!nodes.has(nodeName)) nodes.set(nodeName, world.get<Node>(objectKey('nodes', '', nodeName)))
    return nodes.get(nodeName)
  }
  for (const pod of pods) {
    const ports = portsFor(service, pod)
    const group = groups.get(portsKey(ports)) ?? { ports, endpoints: [] }
    groups.set(portsKey(ports), group)
    const node = nodeOf(pod)
    // A pod whose node is gone will soon be gone itself.
    if (node === undefined && service.spec.publishNotReadyAddresses !== true) continue
    group.endpoints.push(endpointOf(pod, node, service))
  }
  return groups
}

function portsFor(service: Service, pod: Pod): SlicePort[] {
  const found = (service.spec.ports ?? []).flatMap((servicePort): SlicePort[] => {
    const { name = '', protocol = 'TCP', appProtocol } = servicePort
    const port = targetPortOf(pod, servicePort)
    if (port === undefined) return []
    return [{ ...(appProtocol === undefined ? {} : { appProtocol }), name, port, protocol }]
  })
  return slicePortsInOrder(found)
}

/** `podToEndpoint` */
function endpointOf(pod: Pod, node: Node | undefined, service: Service): Endpoint {
  const serving = isPodReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating)
  const hostname = hostnameOf(pod, service)
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone']
  const { name, namespace = '', uid = '' } = pod.metadata
  return {
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
    ...(zone === undefined ? {} : { zone }),
  }
}

function newSlice(service: Service, labels: Record<string, string>, ports: SlicePort[], endpoints: Endpoint[]) {
  const { name, namespace = '' } = service.metadata
  const metadata = {
    generateName: slicePrefix(name),
    namespace,
    labels,
    ownerReferences: [controllerReference(service)],
  }
  const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4' as const }
  return { ...slice, endpoints: orNull(endpoints), ports: orNull(ports) } as unknown as EndpointSlice
}

/** How lists that Go always writes are stored when there is nothing in them. */
const orNull = <T>(list: readonly T[]) => (list.length === 0 ? null : list)

/** A service without any endpoint has one empty slice. */
function keepPlaceholder(
  changes: { create: EndpointSlice[]; remove: EndpointSlice[] },
  existing: readonly EndpointSlice[],
  placeholder: EndpointSlice,
): void {
  if (changes.create.length > 0 || changes.remove.length < existing.length) return
  const [only, ...others] = changes.remove
  if (only !== undefined && others.length === 0 && isPlaceholder(only, placeholder)) changes.remove = []
  else changes.create.push(placeholder)
}

function isPlaceholder(slice: EndpointSlice, placeholder: EndpointSlice): boolean {
  const content = ({ metadata, addressType, endpoints, ports }: EndpointSlice) => [
    metadata.labels,
    metadata.ownerReferences,
    addressType,
    endpoints ?? [],
    ports ?? [],
  ]
  return deepEqual(content(slice), content(placeholder))
}

function labelsFor(service: Service): Record<string, string> {
  const { [headlessLabel]: _, ...labels } = service.metadata.labels ?? {}
  const headless = isHeadless(service) ? { [headlessLabel]: '' } : {}
  return { ...labels, ...headless, [serviceName]: service.metadata.name, [managedBy]: manager }
}

function isOwnedBy(slice: EndpointSlice, service: Service): boolean {
  return (slice.metadata.ownerReferences ?? []).some(
    ({ uid, kind }) => uid === service.metadata.uid && kind === 'Service',
  )
}

function stamp(slice: EndpointSlice, labels: Record<string, string>, time: string | undefined): EndpointSlice {
  const { annotations, ...metadata } = slice.metadata
  const stamped = withTriggerTime(annotations, time)
  const annotated = Object.keys(stamped).length === 0 ? {} : { annotations: stamped }
  return { ...slice, metadata: { ...metadata, labels, ...annotated } }
}

/** The pods that the slices tell of already, and whether as serving. */
function knownPods(slices: readonly EndpointSlice[]): Map<string, boolean> | undefined {
  if (slices.length === 0) return undefined
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? [])
  return new Map(endpoints.map(({ targetRef, conditions }) => [targetRef?.uid ?? '', conditions?.serving === true]))
}
