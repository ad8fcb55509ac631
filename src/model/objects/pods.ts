/** What the state of a pod means, for everyone who looks at pods: controllers, kubelet, scheduler, printers. */
import type { Instant } from './object.js'
import { compareQuantities, parseQuantity, type Quantity } from './quantity.js'
import { instantOf } from './time.js'
import type { Container, Pod, PodCondition, PodSpec } from './types.js'

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

/** How components call a pod in what they say (`format.Pod`). */
export const podTitle = ({ metadata: { name, namespace, uid } }: Pod): string => `${name}_${namespace}(${uid})`

export function podPhase(pod: Pod): PodPhase {
  return (pod.status?.phase ?? 'Pending') as PodPhase
}

/** Finished for good: no container of it will run again (`podutil.IsPodTerminal`). */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** Neither finished nor being deleted: what counts as a replica (`controller.IsPodActive`). */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined
}

export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type)
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True'
}

/** Ready for at least `minReadySeconds` (`podutil.IsPodAvailable`). */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: Instant): boolean {
  const since = readySince(pod)
  return since !== undefined && (minReadySeconds === 0 || since + minReadySeconds * 1000 <= now)
}

/** The instant from which the pod has been ready without a break; undefined when it is not. */
export function readySince(pod: Pod): Instant | undefined {
  const ready = podCondition(pod, 'Ready')
  if (ready?.status !== 'True') return undefined
  const since = instantOf(ready.lastTransitionTime ?? undefined)
  return Number.isNaN(since) ? instantOf(pod.metadata.creationTimestamp) : since
}

/** An init container with `restartPolicy: Always`, which runs on beside the main containers. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always'
}

/** Whether a container that has ended so is to run again (`podutil.ContainerShouldRestart`). */
export function restartsAfter(container: Container, spec: PodSpec, exitCode: number): boolean {
  const rules = container.restartPolicy === undefined ? [] : (container.restartPolicyRules ?? [])
  const matches = rules.some(({ exitCodes }) => {
    if (exitCodes === undefined) return false
    return (exitCodes.values ?? []).includes(exitCode) === (exitCodes.operator === 'In')
  })
  const policy = container.restartPolicy ?? spec.restartPolicy ?? 'Always'
  return matches || policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
}

/** Containers that somebody has added to a running pod, to look into it. */
export const ephemeralContainers = (spec: PodSpec): readonly Container[] =>
  (spec.ephemeralContainers ?? []) as readonly Container[]

/** Init and main containers, in the order in which the kubelet starts them. */
export function allContainers(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
}

/**
 * `qos.ComputePodQOS`: by cpu and memory alone, init containers included; a zero quantity counts as none. What the pod asks
 * for as a whole stands for all of them.
 */
export function qosClass(spec: PodSpec): QosClass {
  const parts = spec.resources === undefined ? allContainers(spec) : [spec]
  let any = false
  let guaranteed = true
  for (const { resources } of parts) {
    for (const name of ['cpu', 'memory']) {
      const request = positive(resources?.requests?.[name])
      const limit = positive(resources?.limits?.[name])
      any ||= request !== undefined || limit !== undefined
      guaranteed &&= request !== undefined && limit !== undefined && compareQuantities(request, limit) === 0
    }
  }
  if (!any) return 'BestEffort'
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

function positive(text: string | number | undefined): Quantity | undefined {
  if (text === undefined) return undefined
  const quantity = parseQuantity(text)
  return compareQuantities(quantity, parseQuantity('0')) > 0 ? quantity : undefined
}

/** The number of a port that a container declares by this name. */
export function declaredPort({ spec }: Pod, name: string): number | undefined {
  const ports = spec.containers.flatMap((container) => container.ports ?? [])
  return ports.find((port) => port.name === name)?.containerPort
}
