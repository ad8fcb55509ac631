/** Which pods stand behind which services: what the loops for Endpoints and EndpointSlices share. */
import { type KubeObject, keyOf, keyParts, type ObjectKey } from '../../../model/objects/object.js'
import { isPodReady, isPodTerminal, isSidecar, podCondition } from '../../../model/objects/pods.js'
import type { Pod, Service, ServicePort } from '../../../model/objects/types.js'
import { matchesLabels, selectorFromSet } from '../../../model/selectors/label-selectors.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'
import type { Index } from '../../../store/store.js'
import type { World } from '../../machinery/controller.js'

export const triggerTimeAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time'
export const headlessLabel = 'service.kubernetes.io/headless'

type Labels = Readonly<Record<string, string>>

/** Services whose endpoints the cluster finds, by one label of their selector. */
const servicesByLabel: Index = {
  name: 'services by label of their selector',
  resource: 'services',
  values: (service) => {
    const selector = isSelecting(service as Service) ? (service.spec.selector as Labels) : {}
    const first = Object.keys(selector).sort(compareKeys)[0]
    return first === undefined ? [] : [`${service.metadata.namespace} ${first}=${selector[first]}`]
  },
}

const podsByLabel: Index = {
  name: 'pods by label',
  resource: 'pods',
  values: ({ metadata }) =>
    Object.entries(metadata.labels ?? {}).map(([key, value]) => `${metadata.namespace} ${key}=${value}`),
  hint: (value) => JSON.stringify(value.slice(value.lastIndexOf('=') + 1)),
}

/** A service without selector has endpoints that somebody writes by hand; one that is a mere name has none. */
export function isSelecting({ spec }: Service): boolean {
  return spec.selector !== undefined && Object.keys(spec.selector).length > 0 && spec.type !== 'ExternalName'
}

export const isHeadless = ({ spec }: Service) => spec.clusterIP === 'None' || !spec.clusterIP

/** The pods that a service selects, in key order. */
export function podsOf(service: Service, world: World): Pod[] {
  const selector = service.spec.selector ?? {}
  // The last label in key order tells apart more than the first: `app` is shared by more pods than `tier`.
  const key = Object.keys(selector).sort(compareKeys).at(-1)
  if (key === undefined) return []
  const candidates = world.select<Pod>(podsByLabel, `${service.metadata.namespace} ${key}=${selector[key]}`)
  const wanted = selectorFromSet(selector)
  return candidates.filter((pod) => matchesLabels(wanted, pod.metadata.labels))
}

/** The services to look at when a pod has changed; none when nothing has that endpoints tell of. */
export function servicesOfPod(changed: KubeObject, world: World, previous?: KubeObject): ObjectKey[] {
  const pod = changed as Pod
  const before = previous as Pod | undefined
  if (pod.status?.podIP === undefined && before?.status?.podIP === undefined) return []
  const gone = world.get(keyOf('pods', pod)) === undefined
  if (!gone && before !== undefined && deepEqual(facets(pod), facets(before))) return []
  const labels = [pod.metadata.labels ?? {}]
  if (before !== undefined && !deepEqual(before.metadata.labels, pod.metadata.labels)) {
    labels.push(before.metadata.labels ?? {})
  }
  return [...new Set(labels.flatMap((set) => selectedBy(pod.metadata.namespace ?? '', set, world)))]
}

/** What endpoints tell of a pod (`podEndpointsChanged` of k8s.io/endpointslice). */
function facets(pod: Pod): unknown {
  const { spec, status, metadata } = pod
  return [
    status?.podIP,
    spec.nodeName,
    spec.hostname,
    spec.subdomain,
    isPodReady(pod),
    isPodTerminal(pod),
    metadata.deletionTimestamp !== undefined,
    metadata.labels,
  ]
}

function selectedBy(namespace: string, labels: Labels, world: World): ObjectKey[] {
  return Object.entries(labels).flatMap(([key, value]) =>
    world
      .select<Service>(servicesByLabel, `${namespace} ${key}=${value}`)
      .filter(({ spec }) => matchesLabels(selectorFromSet(spec.selector), labels))
      .map((service) => keyOf('services', service)),
  )
}

/** The service itself, unless only its status has changed. */
export function changedService(changed: KubeObject, world: World, previous?: KubeObject): ObjectKey[] {
  const key = keyOf('services', changed)
  const same =
    previous !== undefined &&
    deepEqual(previous.spec, changed.spec) &&
    deepEqual(previous.metadata.labels, changed.metadata.labels)
  return same && world.get(key) !== undefined ? [] : [key]
}

/** `ShouldPodBeInEndpoints`: it has an address and has not finished. */
export function isEndpoint(pod: Pod, terminatingToo: boolean): boolean {
  if (isPodTerminal(pod) || !pod.status?.podIP) return false
  return terminatingToo || pod.metadata.deletionTimestamp === undefined
}

/** The name by which DNS knows the pod under its service (`ShouldSetHostname`). */
export function hostnameOf({ spec }: Pod, service: Service): string | undefined {
  return spec.hostname && spec.subdomain === service.metadata.name ? spec.hostname : undefined
}

/** The container port that a service port leads to; undefined when the pod has none of that name (`FindPort`). */
export function targetPortOf({ spec }: Pod, { targetPort, port, protocol }: ServicePort): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? port
  const containers = [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)]
  const named = containers
    .flatMap(({ ports }) => ports ?? [])
    .find(({ name, protocol: of = 'TCP' }) => name === targetPort && of === protocol)
  return named?.containerPort
}

/**
 * When what changes these endpoints came about: the earliest of the changes that they do not tell of yet; undefined when
 * nothing new has come, as when pods go. `known` says which pods they tell of, by uid, and whether as ready.
 */
export function triggerTime(
  service: Service,
  pods: readonly Pod[],
  known: ReadonlyMap<string, boolean> | undefined,
): string | undefined {
  const changed = pods
    .filter((pod) => known?.get(pod.metadata.uid ?? '') !== isPodReady(pod))
    .flatMap((pod) => podCondition(pod, 'Ready')?.lastTransitionTime ?? [])
  const times = known === undefined ? [service.metadata.creationTimestamp ?? '', ...changed] : changed
  return times.sort()[0]
}

/** Annotations with the trigger time of this change and without that of the last. */
export function withTriggerTime(annotations: Labels | undefined, time: string | undefined): Record<string, string> {
  const { [triggerTimeAnnotation]: _, ...others } = annotations ?? {}
  return time === undefined ? others : { ...others, [triggerTimeAnnotation]: time }
}

/** The service that a key means. */
export function serviceAt(key: ObjectKey, world: World): Service | undefined {
  return keyParts(key).resource === 'services' ? world.get<Service>(key) : undefined
}
