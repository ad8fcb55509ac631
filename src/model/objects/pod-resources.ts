/** What a pod asks of its node (`component-helpers/resource`: `PodRequests`, `PodLimits`). */
import { isSidecar } from './pods.js'
import { addQuantities, compareQuantities, formatQuantity, parseQuantity, type Quantity } from './quantity.js'
import type { Container, Pod, PodSpec } from './types.js'

export type Resources = Record<string, Quantity>

/** The sum that the scheduler reserves: main containers and sidecars, or the largest init step, plus overhead. */
export function podRequests(pod: Pick<Pod, 'spec'>): Resources {
  return podTotal(pod, 'requests')
}

export function podLimits(pod: Pick<Pod, 'spec'>): Resources {
  return podTotal(pod, 'limits')
}

/** What its containers ask for, whatever the pod asks for as a whole (`AggregateContainerRequests`, `AggregateContainerLimits`). */
export function containerTotal(spec: PodSpec, side: 'requests' | 'limits'): Resources {
  const { resources: _whole, overhead: _overhead, ...rest } = spec
  return podTotal({ spec: rest }, side)
}

function podTotal(pod: Pick<Pod, 'spec'>, side: 'requests' | 'limits'): Resources {
  const of = (container: Container) => quantities(container.resources?.[side])
  let running: Resources = {}
  for (const container of pod.spec.containers) running = sumResources(running, of(container))
  let sidecars: Resources = {}
  let peak: Resources = {}
  for (const container of pod.spec.initContainers ?? []) {
    if (isSidecar(container)) {
      sidecars = sumResources(sidecars, of(container))
      peak = largest(peak, sidecars)
    } else {
      peak = largest(peak, sumResources(sidecars, of(container)))
    }
  }
  const whole = Object.entries(quantities(pod.spec.resources?.[side])).filter(([name]) => isPodLevel(name))
  const total = { ...largest(sumResources(running, sidecars), peak), ...Object.fromEntries(whole) }
  const overhead = quantities(pod.spec.overhead)
  if (side === 'requests') return sumResources(total, overhead)
  // A limit that is absent stays unlimited: overhead is added only to those that are there.
  return Object.fromEntries(
    Object.entries(total).map(([name, limit]) => [name, overhead[name] ? addQuantities(limit, overhead[name]) : limit]),
  )
}

/** What may be asked for by the pod as a whole (`IsSupportedPodLevelResource`). */
export const isPodLevel = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')

function quantities(list: Readonly<Record<string, string | number>> | undefined): Resources {
  return Object.fromEntries(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]))
}

/** As an object holds them; undefined when there are none. */
export function formatResources(resources: Resources): Record<string, string> | undefined {
  const entries = Object.entries(resources)
  return entries.length === 0
    ? undefined
    : Object.fromEntries(entries.map(([name, quantity]) => [name, formatQuantity(quantity)]))
}

export function sumResources(a: Resources, b: Resources): Resources {
  const total = { ...a }
  for (const [name, quantity] of Object.entries(b)) {
    total[name] = total[name] === undefined ? quantity : addQuantities(total[name], quantity)
  }
  return total
}

function largest(a: Resources, b: Resources): Resources {
  const result = { ...a }
  for (const [name, quantity] of Object.entries(b)) {
    if (result[name] === undefined || compareQuantities(result[name], quantity) < 0) result[name] = quantity
  }
  return result
}
