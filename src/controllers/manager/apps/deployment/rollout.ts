/** A deployment and its replica sets while one reconciliation looks at them and changes them. */
import type { Instant } from '../../../../model/objects/object.js'
import { timestamp } from '../../../../model/objects/time.js'
import type { Deployment, PodTemplate, ReplicaSet } from '../../../../model/objects/types.js'
import { isPlainObject } from '../../../../model/values/json-values.js'
import { canonicalJson, compareKeys } from '../../../../model/values/order.js'
import type { World } from '../../../machinery/controller.js'
import { desiredOf } from './arithmetic.js'

export const component = 'deployment-controller'
export const hashLabel = 'pod-template-hash'

/** The newest version of each object; every write puts its answer back in here. */
export interface Rollout {
  readonly world: World
  deployment: Deployment
  /** All replica sets that the deployment controls, in key order. */
  sets: ReplicaSet[]
}

/** The set whose template is the deployment's; the oldest, should there be several (`FindNewReplicaSet`). */
export function newestSet({ deployment, sets }: Rollout): ReplicaSet | undefined {
  const wanted = templateText(deployment.spec.template)
  return [...sets].sort(olderFirst).find((set) => templateText(set.spec.template) === wanted)
}

/** All other sets. */
export function oldSets(rollout: Rollout): ReplicaSet[] {
  const newest = newestSet(rollout)
  return rollout.sets.filter((set) => set !== newest)
}

export function isActive(set: ReplicaSet): boolean {
  return desiredOf(set) > 0
}

/** `ReplicaSetsByCreationTimestamp`. */
export function olderFirst(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  return compareKeys(left, right) || compareKeys(a.metadata.name, b.metadata.name)
}

export function updateSet(rollout: Rollout, set: ReplicaSet): ReplicaSet {
  const updated = rollout.world.update<ReplicaSet>('replicasets', set)
  rollout.sets = rollout.sets.map((each) => (each.metadata.uid === updated.metadata.uid ? updated : each))
  return updated
}

/** Writes the deployment's status, and its annotations with it, as the status strategy of apps/v1 allows. */
export function updateDeployment(rollout: Rollout, deployment: Deployment): void {
  rollout.deployment = rollout.world.updateStatus<Deployment>('deployments', deployment)
}

export function scalingEvent({ world, deployment }: Rollout, message: string): void {
  world.event({ about: deployment, type: 'Normal', reason: 'ScalingReplicaSet', message, source: component })
}

const texts = new WeakMap<object, string>()

/** Two templates with equal texts make the same pods, whatever the hash label says (`EqualIgnoreHash`). */
function templateText(template: PodTemplate | undefined): string {
  if (template === undefined) return ''
  const known = texts.get(template)
  if (known !== undefined) return known
  const { [hashLabel]: _, ...labels } = template.metadata?.labels ?? {}
  const text = canonicalJson(withoutEmptyLists({ ...template, metadata: { ...template.metadata, labels } }))
  texts.set(template, text)
  return text
}

/** Go tells no difference between a list or a map that is absent and one that is empty. */
function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyLists)
  if (!isPlainObject(value)) return value
  const fields = Object.entries(value).filter(([, field]) => !isNothing(field))
  return Object.fromEntries(fields.map(([key, field]) => [key, withoutEmptyLists(field)]))
}

function isNothing(field: unknown): boolean {
  return field === null || field === undefined || (Array.isArray(field) && field.length === 0)
}

export type Condition = NonNullable<Deployment['status']['conditions']>[number]
type Status = Deployment['status']

export function conditionOf(status: Status | undefined, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

export function newCondition(type: string, status: string, reason: string, message: string, now: Instant): Condition {
  const instant = timestamp(now)
  return { type, status, reason, message, lastUpdateTime: instant, lastTransitionTime: instant }
}

/** Sets a condition unless it says the same already; the time of its last transition is that of its status (`SetDeploymentCondition`). */
export function withCondition(status: Status, condition: Condition): Status {
  const present = conditionOf(status, condition.type)
  if (present?.status === condition.status && present.reason === condition.reason) return status
  const transition = present?.status === condition.status ? present.lastTransitionTime : condition.lastTransitionTime
  const others = withoutCondition(status, condition.type).conditions ?? []
  const updated: Condition = transition === undefined ? condition : { ...condition, lastTransitionTime: transition }
  return { ...status, conditions: [...others, updated] }
}

export function withoutCondition(status: Status, type: string): Status {
  const { conditions, ...rest } = status
  const others = (conditions ?? []).filter((condition) => condition.type !== type)
  return others.length === 0 ? rest : { ...rest, conditions: others }
}
