/** Disruption budgets: how many of a budget's pods may go now. Who asks for that is the eviction of pods (kinds/). */
import { withCondition, withDisruptionCondition } from '../../../model/objects/disruption.js'
import {
  type Instant,
  type KubeObject,
  keyOf,
  keyParts,
  type Millis,
  type ObjectKey,
  objectKey,
} from '../../../model/objects/object.js'
import { isPodReady } from '../../../model/objects/pods.js'
import { instantOrZero } from '../../../model/objects/time.js'
import type { Pod, PodDisruptionBudget } from '../../../model/objects/types.js'
import { matchesLabels, selectorOf } from '../../../model/selectors/label-selectors.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'
import type { Controller, World } from '../../machinery/controller.js'
import { controllerOf } from '../../machinery/ownership.js'
import { resourceOf } from '../../machinery/served-resources.js'

const resource = 'poddisruptionbudgets'

/** How long a pod whose eviction has been allowed may take to go before it counts again (`DeletionTimeout`). */
const deletionTimeout: Millis = 2 * 60 * 1000

type Status = PodDisruptionBudget['status']

/** Counts how many pods of each budget may go (`pkg/controller/disruption`). */
export const disruptionController: Controller = {
  name: 'disruption',
  watches: {
    [resource]: (changed, world, previous) => {
      const same = previous !== undefined && deepEqual(previous.spec, changed.spec)
      return same || world.get(keyOf(resource, changed)) === undefined ? [] : [keyOf(resource, changed)]
    },
    pods: (pod, world, previous) => {
      const budgets = budgetsOf(pod, world, previous)
      return budgets.length > 1 ? [...budgets, keyOf('pods', pod)] : budgets
    },
  },
  reconcile: (key, world) => {
    if (keyParts(key).resource === 'pods') return reportSeveral(key, world)
    const budget = world.get<PodDisruptionBudget>(key)
    return budget === undefined ? undefined : count(budget, world)
  },
}

/** Those that select a pod as it is, or as it was. */
function budgetsOf(pod: KubeObject, world: World, previous?: KubeObject): ObjectKey[] {
  const budgets = world.list<PodDisruptionBudget>(resource, pod.metadata.namespace)
  return budgets
    .filter(({ spec }) => {
      const selector = selectorOf(spec.selector)
      return [pod, previous].some((each) => each !== undefined && matchesLabels(selector, each.metadata.labels))
    })
    .map((budget) => keyOf(resource, budget))
}

/** `getPdbForPod`: a pod may have one budget only. Which of them is named is chance. */
function reportSeveral(key: ObjectKey, world: World): undefined {
  const pod = world.get<Pod>(key)
  const budgets = pod === undefined ? [] : budgetsOf(pod, world).map((budget) => keyParts(budget).name)
  if (pod === undefined || budgets.length < 2) return
  const { namespace, name, uid, resourceVersion } = pod.metadata
  const chosen = budgets[world.random(`disruption/${uid}/${resourceVersion}`).below(budgets.length)]
  const message = `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  Chose "${chosen}" arbitrarily.`
  const reason = 'MultiplePodDisruptionBudgets'
  world.event({ about: pod, type: 'Warning', reason, message, source: 'controllermanager' })
}

function count(budget: PodDisruptionBudget, world: World): { after: Millis } | undefined {
  const { metadata, spec, status } = budget
  const selector = selectorOf(spec.selector)
  const pods = world.list<Pod>('pods', metadata.namespace).filter((pod) => matchesLabels(selector, pod.metadata.labels))
  const say = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    world.event({ about: budget, type, reason, message, source: 'controllermanager' })
  if (pods.length === 0) say('Normal', 'NoPods', 'No matching pods found')
  const expected = expectation(spec, pods, world)
  if (typeof expected === 'string') {
    say('Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${expected}`)
    const failed = { status: 'False', reason: 'SyncFailed', message: expected } as const
    write(budget, withCondition({ ...status, disruptionsAllowed: 0 }, failed, world.now), world)
    return undefined
  }
  if (expected.unmanaged) say('Warning', 'UnmanagedPods', unmanagedText(goSelector(spec.selector ?? {})))
  const { disruptedPods, recheck } = stillDisrupted(status.disruptedPods ?? {}, pods, world.now)
  const currentHealthy = pods.filter((pod) => isHealthy(pod, disruptedPods)).length
  const { desiredHealthy, expectedPods } = expected
  const allowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy)
  const next: Status = {
    ...(status.conditions === undefined ? {} : { conditions: status.conditions }),
    currentHealthy,
    desiredHealthy,
    ...(Object.keys(disruptedPods).length === 0 ? {} : { disruptedPods }),
    disruptionsAllowed: allowed,
    expectedPods,
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
  }
  write(budget, withDisruptionCondition(next, world.now), world)
  return recheck === undefined ? undefined : { after: recheck - world.now }
}

function write(budget: PodDisruptionBudget, status: Status, world: World): void {
  if (!deepEqual(status, budget.status)) world.updateStatus(resource, { ...budget, status })
}

/** `LabelSelector.String()`, as its generated code prints it. */
function goSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelectorSpec): string {
  const labels = Object.keys(matchLabels).sort(compareKeys)
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  )
  return `&LabelSelector{MatchLabels:map[string]string{${labels.map((key) => `${key}: ${matchLabels[key]},`).join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
}

type LabelSelectorSpec = NonNullable<PodDisruptionBudget['spec']['selector']>

const unmanagedText = (selector: string) =>
  `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`

interface Expectation {
  readonly expectedPods: number
  readonly desiredHealthy: number
  readonly unmanaged: boolean
}

/** `getExpectedPodCount`; a text says why it cannot be told. */
function expectation(
  { minAvailable, maxUnavailable }: PodDisruptionBudget['spec'],
  pods: readonly Pod[],
  world: World,
): Expectation | string {
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') {
    const expectedPods = minAvailable === undefined ? 0 : pods.length
    return { expectedPods, desiredHealthy: minAvailable ?? 0, unmanaged: false }
  }
  const scale = expectedScale(pods, world)
  if (typeof scale === 'string') return scale
  const { expectedPods } = scale
  if (maxUnavailable === undefined) return { ...scale, desiredHealthy: share(minAvailable!, expectedPods) }
  return { ...scale, desiredHealthy: Math.max(0, expectedPods - share(maxUnavailable, expectedPods)) }
}

/** `GetScaledValueFromIntOrPercent`, rounded up. */
function share(amount: string | number, of: number): number {
  return typeof amount === 'number' ? amount : Math.ceil((Number.parseInt(amount, 10) * of) / 100)
}

/** How many replicas those that control the pods want, each counted once. */
function expectedScale(
  pods: readonly Pod[],
  world: World,
): { readonly expectedPods: number; readonly unmanaged: boolean } | string {
  const scales = new Map<string, number>()
  let unmanaged = false
  for (const pod of pods) {
    if (controllerOf(pod) === undefined) {
      unmanaged = true
      continue
    }
    const found = scaled(pod, world)
    if (found === undefined) return `found no controllers for pod "${pod.metadata.name}"`
    scales.set(found.uid, found.replicas)
  }
  return { expectedPods: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged }
}

/** The topmost controller that has a number of replicas. */
function scaled(object: KubeObject, world: World): { readonly uid: string; readonly replicas: number } | undefined {
  const reference = controllerOf(object)
  const resource = reference && resourceOf(reference, world)
  if (reference === undefined || resource === undefined) return undefined
  const owner = world.get(objectKey(resource.resource, object.metadata.namespace ?? '', reference.name))
  if (owner?.metadata.uid !== reference.uid) return undefined
  const replicas = world.replicasOf(owner)
  if (replicas === undefined) return undefined
  return scaled(owner, world) ?? { uid: reference.uid, replicas }
}

function isHealthy(pod: Pod, disrupted: Readonly<Record<string, unknown>>): boolean {
  if (pod.metadata.deletionTimestamp !== undefined || Object.hasOwn(disrupted, pod.metadata.name)) return false
  return isPodReady(pod)
}

/** `buildDisruptedPodMap`: the pods that are still expected to go, and the instant at which the first of them is overdue. */
function stillDisrupted(
  disrupted: Readonly<Record<string, string>>,
  pods: readonly Pod[],
  now: Instant,
): { readonly disruptedPods: Record<string, string>; readonly recheck: Instant | undefined } {
  const waiting = pods.flatMap(({ metadata: { name, deletionTimestamp } }) => {
    const since = Object.hasOwn(disrupted, name) ? disrupted[name] : undefined
    if (since === undefined || deletionTimestamp !== undefined) return []
    return instantOrZero(since) + deletionTimeout < now ? [] : [{ name, since }]
  })
  const due = waiting.map(({ since }) => instantOrZero(since) + deletionTimeout)
  return {
    disruptedPods: Object.fromEntries(waiting.map(({ name, since }) => [name, since])),
    // Overdue is what has passed the limit, not what has reached it.
    recheck: due.length === 0 ? undefined : Math.min(...due) + 1,
  }
}
