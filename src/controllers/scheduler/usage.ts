import { podRequests } from '../../model/objects/pod-resources.js'
import { milliValue, wholeValue } from '../../model/objects/quantity.js'
import type { Container, Pod, PodSpec } from '../../model/objects/types.js'

/** Amounts of a pod's requests, or of all pods of a node: cpu in thousandths, the rest in whole units. */
export interface Usage {
  cpu: number
  memory: number
  storage: number
  /** Extended resources; undefined when there are none. */
  others: Record<string, number> | undefined
  /** As scoring counts them: containers that request nothing count for a little. */
  scoredCpu: number
  scoredMemory: number
}

/** `schedutil.DefaultMilliCPURequest`, `DefaultMemoryRequest`. */
const ASSUMED_CPU = 100
const ASSUMED_MEMORY = 200 * 1024 * 1024

const known = new WeakMap<PodSpec, Usage>()

/** What a pod takes of its node. Objects are immutable, so that a spec needs to be looked at only once. */
export function usageOf(pod: Pod): Usage {
  const found = known.get(pod.spec)
  if (found !== undefined) return found
  const usage = requestsNothing(pod.spec) ? emptyUsage(pod.spec.containers.length) : countedUsage(pod)
  known.set(pod.spec, usage)
  return usage
}

function requestsNothing(spec: PodSpec): boolean {
  if (spec.initContainers !== undefined || spec.overhead !== undefined || spec.resources !== undefined) return false
  return spec.containers.every((container) => container.resources?.requests === undefined)
}

export function emptyUsage(containers = 0): Usage {
  const scoredMemory = containers * ASSUMED_MEMORY
  return { cpu: 0, memory: 0, storage: 0, others: undefined, scoredCpu: containers * ASSUMED_CPU, scoredMemory }
}

function countedUsage(pod: Pod): Usage {
  const requests = podRequests(pod)
  const { cpu, memory, 'ephemeral-storage': storage, ...extended } = requests
  const spec = { ...pod.spec, containers: pod.spec.containers.map(withAssumed) }
  if (spec.initContainers !== undefined) spec.initContainers = spec.initContainers.map(withAssumed)
  const scored = podRequests({ ...pod, spec })
  const others = Object.entries(extended).map(([name, quantity]) => [name, wholeValue(quantity)] as const)
  return {
    cpu: cpu === undefined ? 0 : milliValue(cpu),
    memory: memory === undefined ? 0 : wholeValue(memory),
    storage: storage === undefined ? 0 : wholeValue(storage),
    others: others.length === 0 ? undefined : Object.fromEntries(others),
    scoredCpu: scored.cpu === undefined ? 0 : milliValue(scored.cpu),
    scoredMemory: scored.memory === undefined ? 0 : wholeValue(scored.memory),
  }
}

function withAssumed(container: Container): Container {
  const requests = { cpu: `${ASSUMED_CPU}m`, memory: ASSUMED_MEMORY, ...container.resources?.requests }
  return { ...container, resources: { ...container.resources, requests } }
}

/** Adds a pod's usage to its node's, in place. */
export function addUsage(total: Usage, usage: Usage): void {
  total.cpu += usage.cpu
  total.memory += usage.memory
  total.storage += usage.storage
  total.scoredCpu += usage.scoredCpu
  total.scoredMemory += usage.scoredMemory
  if (usage.others === undefined) return
  total.others ??= {}
  for (const [name, amount] of Object.entries(usage.others)) total.others[name] = (total.others[name] ?? 0) + amount
}
