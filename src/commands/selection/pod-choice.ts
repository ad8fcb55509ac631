/** Which pod and container `logs`, `exec` and `attach` mean: kubectl's `polymorphichelpers` and `podcmd`. */

import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { isPodReady, readySince } from '../../model/objects/pods.js'
import { instantOf } from '../../model/objects/time.js'
import type { Container, Pod } from '../../model/objects/types.js'
import type { Context, Flag } from '../command.js'
import { capabilitiesOf } from '../resources/kinds.js'
import type { Selected } from './query.js'

const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container'

export function podRunningTimeoutFlag(value: string): Flag {
  return {
    name: 'pod-running-timeout',
    type: 'duration',
    default: value,
    description: 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running',
  }
}

/** The pod that an object stands for: itself, or the best of those it selects. */
export async function podFor(
  { resource, object, namespace }: Selected,
  verb: string,
  order: (a: Pod, b: Pod) => number,
  timeout: number,
  context: Context,
): Promise<{ pod: Pod; all: readonly Pod[] }> {
  if (resource.plural === 'pods' && resource.group === '') return { pod: object as Pod, all: [object as Pod] }
  const selector = await podSelector(object, resource, verb)
  const query = { resource: await podsResource(context), namespace, labelSelector: selector }
  const { items } = await context.client.list<Pod>(query)
  const all = items.length > 0 ? [...items].sort(order) : [await firstPod(query, timeout, context)]
  return { pod: all[0]!, all }
}

async function podSelector(object: Selected['object'], resource: ResourceInfo, verb: string): Promise<string> {
  const capability = (await capabilitiesOf(resource)).podSelector
  const type = `*${resource.version}.${resource.kind}`
  if (capability === undefined) throw new UsageError(`cannot ${verb} ${type}: selector for ${type} not implemented`)
  try {
    return capability(object)
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`cannot ${verb} ${type}: ${error.message}`) : error
  }
}

export async function podsResource({ client }: Context): Promise<ResourceInfo> {
  const found = (await client.resources()).find(({ plural, group }) => plural === 'pods' && group === '')
  if (found === undefined) throw new UsageError('the server doesn\'t have a resource type "pods"')
  return found
}

/** Waits for the first pod to appear. */
async function firstPod(
  query: { resource: ResourceInfo; namespace: string; labelSelector: string },
  timeout: number,
  context: Context,
): Promise<Pod> {
  await context.io.flush()
  const until = context.client.now() + timeout
  for await (const { type, object } of context.client.watch({ ...query, until, signal: context.signal })) {
    if (type === 'ADDED' || type === 'MODIFIED') return object as Pod
  }
  throw new UsageError('timed out waiting for the condition')
}

/** Best to attach to first: the reverse of kubectl's `ActivePods`. */
export function byActivity(a: Pod, b: Pod): number {
  return (
    Number(b.spec.nodeName !== undefined) - Number(a.spec.nodeName !== undefined) ||
    phaseRank(a) - phaseRank(b) ||
    Number(isPodReady(b)) - Number(isPodReady(a)) ||
    Number(a.metadata.deletionTimestamp !== undefined) - Number(b.metadata.deletionTimestamp !== undefined) ||
    (readySince(a) ?? 0) - (readySince(b) ?? 0) ||
    restarts(a) - restarts(b) ||
    age(a) - age(b)
  )
}

/** Best to read the log of first: kubectl's `ByLogging`. */
export function byLogging(a: Pod, b: Pod): number {
  return (
    Number(b.spec.nodeName !== undefined) - Number(a.spec.nodeName !== undefined) ||
    phaseRank(a) - phaseRank(b) ||
    Number(isPodReady(b)) - Number(isPodReady(a)) ||
    (readySince(a) ?? 0) - (readySince(b) ?? 0) ||
    restarts(b) - restarts(a) ||
    age(a) - age(b)
  )
}

const phaseRanks: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 }
const phaseRank = (pod: Pod) => phaseRanks[pod.status.phase ?? ''] ?? 0
const restarts = (pod: Pod) => Math.max(0, ...(pod.status.containerStatuses ?? []).map((one) => one.restartCount))
const age = (pod: Pod) => instantOf(pod.metadata.creationTimestamp)

/** Every container's name, `a, b, debug (ephem), setup (init)`. */
export function allContainerNames({ spec }: Pod): string {
  return [
    ...(spec.containers ?? []).map(({ name }) => name),
    ...(spec.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`),
    ...(spec.initContainers ?? []).map(({ name }) => `${name} (init)`),
  ].join(', ')
}

export function findContainer({ spec }: Pod, name: string): Container | undefined {
  const all = [
    ...(spec.containers ?? []),
    ...(spec.initContainers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ] as Container[]
  return all.find((container) => container.name === name)
}

export function defaultContainer(pod: Pod): string | undefined {
  return pod.metadata.annotations?.[defaultContainerAnnotation] || undefined
}

/** Whoever names a container that there is not hears which there are. */
export const notAmong = (pod: Pod, name: string) =>
  new UsageError(`container ${name} is not valid for pod ${pod.metadata.name} out of: ${allContainerNames(pod)}`)

/** The container asked for, or the pod's default, or its first; the choice is told when there was one. */
export function chooseContainer(pod: Pod, wanted: string, quiet: boolean, context: Context): Container {
  const { metadata, spec } = pod
  if (wanted === '' && !spec.containers?.length) {
    throw new UsageError(`pod ${metadata.namespace ?? ''}/${metadata.name ?? ''} does not have any containers`)
  }
  const name = wanted !== '' ? wanted : defaultContainer(pod)
  if (name !== undefined) {
    const found = findContainer(pod, name)
    if (found === undefined) throw notAmong(pod, name)
    return found
  }
  const first = spec.containers[0]!
  if (!quiet && hasSeveral(pod))
    context.io.err(`Defaulted container "${first.name}" out of: ${allContainerNames(pod)}\n`)
  return first
}

export function hasSeveral({ spec }: Pod): boolean {
  return (
    spec.containers.length > 1 || (spec.initContainers ?? []).length > 0 || (spec.ephemeralContainers ?? []).length > 0
  )
}
