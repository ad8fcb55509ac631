/** What must be true of a cluster at every revision, and what once it has come to rest. */
import {
  type Instant,
  type KubeObject,
  keyOf,
  keyParts,
  type Millis,
  type ObjectKey,
} from '../../src/model/objects/object.js'
import { isPodActive, isPodAvailable, isPodReady, isPodTerminal } from '../../src/model/objects/pods.js'
import type { Deployment, Pod, ReplicaSet, Service } from '../../src/model/objects/types.js'
import { matchesLabels, selectorFromSet } from '../../src/model/selectors/label-selectors.js'
import type { Change, Reader } from '../../src/store/store.js'

export interface Watchdog {
  /** Looks at every change in turn; throws an Error that says which rule was broken at which revision. */
  follow(changes: readonly Change[], now: Instant): void
  /** The user is about to take this pod away himself: rollouts are not to blame for it. */
  excuse(pod: ObjectKey): void
}

export function watchdog(): Watchdog {
  const objects = new Map<ObjectKey, KubeObject>()
  const excused = new Set<ObjectKey>()
  const claims = new Map<string, ObjectKey>()
  let last = 0

  const of = <T extends KubeObject>(resource: string) =>
    [...objects].flatMap(([key, object]) => (key.startsWith(`${resource}/`) ? [object as T] : []))

  const podsOf = (deployment: Deployment): Pod[] => {
    const uids = new Set(
      of<ReplicaSet>('replicasets')
        .filter(ownedBy(deployment))
        .map((set) => set.metadata.uid),
    )
    return of<Pod>('pods').filter((pod) => isPodActive(pod) && uids.has(controller(pod)?.uid))
  }
  const deploymentOf = (pod: Pod): Deployment | undefined => {
    const set = objects.get(`replicasets/${pod.metadata.namespace}/${controller(pod)?.name}`)
    if (set === undefined || set.metadata.uid !== controller(pod)?.uid) return undefined
    const deployment = objects.get(`deployments/${pod.metadata.namespace}/${controller(set)?.name}`)
    return deployment?.metadata.uid === controller(set)?.uid ? (deployment as Deployment) : undefined
  }

  /** Nothing else may hold what the change takes hold of; what it lets go is free. */
  const exclusive = ({ key, object, previous, type }: Change) => {
    for (const claim of previous === undefined ? [] : claimsOf(key, previous)) {
      if (claims.get(claim) === key) claims.delete(claim)
    }
    if (type === 'DELETED') return
    for (const claim of claimsOf(key, object)) {
      const holder = claims.get(claim)
      if (holder !== undefined && holder !== key) throw new Error(`${key} and ${holder} share ${claim}`)
      claims.set(claim, key)
    }
  }

  const withinSurge = ({ key, object, type }: Change) => {
    if (type !== 'ADDED' || !key.startsWith('pods/')) return
    const deployment = deploymentOf(object as Pod)
    if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return
    const { most } = limits(deployment)
    const count = podsOf(deployment).length
    if (count > most) throw new Error(`${deployment.metadata.name} has ${count} pods, and may have ${most}`)
  }

  /** Whoever takes an available pod away must leave enough of them. */
  const available = ({ key, object, previous, type }: Change, now: Instant) => {
    if (previous === undefined || !key.startsWith('pods/') || excused.has(key)) return
    if (type !== 'DELETED' && (isPodActive(object as Pod) || isPodTerminal(object as Pod))) return
    const deployment = deploymentOf(previous as Pod)
    if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return
    if (deployment.spec.strategy?.type === 'Recreate') return
    const isAvailable = (pod: Pod) => isPodAvailable(pod, deployment.spec.minReadySeconds ?? 0, now)
    if (!isPodActive(previous as Pod) || !isAvailable(previous as Pod)) return
    const { fewest } = limits(deployment)
    const count = podsOf(deployment).filter(isAvailable).length
    if (count < fewest) throw new Error(`${deployment.metadata.name} has ${count} available pods of ${fewest}`)
  }

  const inOrder = ({ revision, object }: Change) => {
    if (revision <= last) throw new Error(`revision ${revision} after ${last}`)
    if (object.metadata.resourceVersion !== String(revision)) {
      throw new Error(`the object of revision ${revision} says ${object.metadata.resourceVersion}`)
    }
    last = revision
  }

  return {
    excuse: (pod) => excused.add(pod),
    follow(changes, now) {
      for (const change of changes) {
        try {
          inOrder(change)
          if (change.type === 'DELETED') objects.delete(change.key)
          else objects.set(change.key, change.object)
          exclusive(change)
          withinSurge(change)
          available(change, now)
          notOfTheFuture(change.object, now)
        } catch (error) {
          const about = `${change.type} ${change.key} at revision ${change.revision}`
          throw new Error(`${about}: ${(error as Error).message}`, { cause: error })
        }
      }
    },
  }
}

const controller = (object: KubeObject) => object.metadata.ownerReferences?.find((owner) => owner.controller)
const ownedBy = (owner: KubeObject) => (object: KubeObject) => controller(object)?.uid === owner.metadata.uid

function limits({ spec }: Deployment): { most: number; fewest: number } {
  const replicas = spec.replicas ?? 1
  if (spec.strategy?.type === 'Recreate') return { most: replicas, fewest: 0 }
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {}
  const resolve = (value: number | string, round: (share: number) => number) =>
    typeof value === 'number' ? value : round((Number.parseInt(value, 10) * replicas) / 100)
  const surge = resolve(maxSurge, Math.ceil)
  const unavailable = resolve(maxUnavailable, Math.floor)
  return { most: replicas + surge, fewest: replicas - (surge === 0 && unavailable === 0 ? 1 : unavailable) }
}

/** What an object has for itself alone. */
function claimsOf(key: ObjectKey, object: KubeObject): string[] {
  const { resource } = keyParts(key)
  if (resource === 'pods') {
    const { podIP } = object.status ?? {}
    const own = podIP !== undefined && object.spec.hostNetwork !== true && !isPodTerminal(object as Pod)
    return own ? [`IP ${podIP}`] : []
  }
  if (resource !== 'services') return []
  const { clusterIP, ports = [] } = object.spec
  const address = clusterIP === undefined || clusterIP === '' || clusterIP === 'None' ? [] : [`IP ${clusterIP}`]
  const nodePorts = ports.filter((port: { nodePort?: number }) => port.nodePort !== undefined)
  return [
    ...address,
    ...nodePorts.map((port: { nodePort: number; protocol?: string }) => `node port ${port.nodePort}/${port.protocol}`),
  ]
}

function notOfTheFuture(object: KubeObject, now: Instant): void {
  const times = [
    object.metadata.creationTimestamp,
    object.status?.startTime,
    ...(object.status?.conditions ?? []).map(
      (condition: { lastTransitionTime?: string }) => condition.lastTransitionTime,
    ),
  ]
  const future = times.find((time) => typeof time === 'string' && Date.parse(time) > now)
  if (future !== undefined) throw new Error(`${future} has yet to come`)
}

/** Rules for a cluster in which nothing is left to do at this instant. */
export function checkAtRest(reader: Reader): void {
  const resources = ['deployments', 'replicasets', 'replicationcontrollers', 'pods', 'endpointslices', 'endpoints']
  for (const resource of resources) {
    for (const object of reader.list(resource)) checkOwners(keyOf(resource, object), object, reader)
  }
  for (const service of reader.list<Service>('services')) checkEndpoints(service, reader)
}

const plurals: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  ReplicationController: 'replicationcontrollers',
  Service: 'services',
  Endpoints: 'endpoints',
  Node: 'nodes',
}

/** What is going away already may outlive its owner for its grace period. */
function checkOwners(key: ObjectKey, object: KubeObject, reader: Reader): void {
  if (object.metadata.deletionTimestamp !== undefined) return
  for (const { kind, name, uid } of object.metadata.ownerReferences ?? []) {
    const namespace = kind === 'Node' ? '' : `${object.metadata.namespace}/`
    const owner = reader.get(`${plurals[kind]}/${namespace}${name}`)
    if (owner?.metadata.uid !== uid) throw new Error(`${key} belongs to ${kind} ${name}, which does not exist`)
  }
}

/** The ready pods that a service selects are its endpoints, and nothing else is. */
function checkEndpoints(service: Service, reader: Reader): void {
  const { name, namespace = '' } = service.metadata
  const { selector, type } = service.spec
  if (selector === undefined || type === 'ExternalName') return
  const wanted = reader
    .list<Pod>('pods', namespace)
    .filter((pod) => isPodActive(pod) && isPodReady(pod) && pod.status.podIP !== undefined)
    .filter((pod) => matchesLabels(selectorFromSet(selector), pod.metadata.labels))
  // Until pods of a node that no longer exists are collected, slices may list them or not.
  const lost = wanted.filter((pod) => reader.get(`nodes/${pod.spec.nodeName}`) === undefined)
  const subsets: { addresses?: { ip: string }[] }[] = reader.get(`endpoints/${namespace}/${name}`)?.subsets ?? []
  const listed = subsets.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip))
  const sliced = reader
    .list('endpointslices', namespace)
    .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === name)
    .flatMap((slice) => (slice.endpoints ?? []) as { addresses: string[]; conditions: { ready?: boolean } }[])
    .flatMap(({ addresses, conditions }) => (conditions.ready === true ? addresses : []))
  const doubtful = new Set(lost.map((pod) => pod.status.podIP))
  const settled = (addresses: readonly (string | undefined)[]) =>
    [...new Set(addresses)]
      .filter((address) => !doubtful.has(address))
      .sort()
      .join(' ')
  const expected = settled(wanted.map((pod) => pod.status.podIP))
  for (const [what, found] of [
    ['endpoints', settled(listed)],
    ['slices', settled(sliced)],
  ]) {
    if (found !== expected) throw new Error(`${what} of ${namespace}/${name}: ${found} instead of ${expected}`)
  }
}

/** Rules for a cluster that has had time, and whose nodes all work. */
export function checkFinished(reader: Reader): void {
  for (const deployment of reader.list<Deployment>('deployments')) {
    const { name, generation } = deployment.metadata
    if (deployment.status?.observedGeneration !== generation) throw new Error(`deployment ${name} was not observed`)
  }
  for (const resource of ['replicasets', 'replicationcontrollers']) {
    for (const set of reader.list<ReplicaSet>(resource)) {
      const { replicas = 1 } = set.spec
      const count = reader
        .list<Pod>('pods', set.metadata.namespace)
        .filter((pod) => ownedBy(set)(pod) && isPodActive(pod))
      const says = set.status?.replicas
      if (count.length !== replicas || says !== replicas) {
        throw new Error(`${set.metadata.name} wants ${replicas} pods, has ${count.length} and says ${says}`)
      }
    }
  }
  for (const pod of reader.list<Pod>('pods')) {
    if (pod.metadata.deletionTimestamp !== undefined) throw new Error(`pod ${pod.metadata.name} does not go away`)
  }
}

/**
 * How often an object is written in a minute at most when nobody does anything: a container that fails again and again is
 * started every five minutes, which is told in some six writes of its pod, as many of what counts ready pods, and an event.
 */
const WRITES_A_MINUTE = 2

/** Rules for a cluster in which nobody has done anything for long: no loop writes the same object again and again. */
export function checkQuiet(written: readonly ObjectKey[], during: Millis): void {
  const counts = new Map<ObjectKey, number>()
  for (const key of written) counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const [key, count] of counts) {
    if (count > (WRITES_A_MINUTE * during) / 60_000)
      throw new Error(`${key} was written ${count} times in ${during} ms`)
  }
}
