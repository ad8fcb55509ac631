/** What budgets and those who ask them have in common (`component-helpers/apps/poddisruptionbudget`). */
import type { Instant } from './object.js'
import { timestamp } from './time.js'
import type { PodDisruptionBudget } from './types.js'

type Status = PodDisruptionBudget['status']
type Condition = NonNullable<Status['conditions']>[number]

const type = 'DisruptionAllowed'

/** The status with its condition as its numbers are. */
export function withDisruptionCondition(status: Status, now: Instant): Status {
  const allowed = status.disruptionsAllowed > 0
  const reason = allowed ? 'SufficientPods' : 'InsufficientPods'
  return withCondition(status, { status: allowed ? 'True' : 'False', reason, message: '' }, now)
}

/** `SetStatusCondition`: the time of transition stays while the condition's status does. */
export function withCondition(
  status: Status,
  { status: value, reason, message }: Pick<Condition, 'status' | 'reason' | 'message'>,
  now: Instant,
): Status {
  const previous = status.conditions?.find((condition) => condition.type === type)
  const lastTransitionTime = previous?.status === value ? previous.lastTransitionTime : timestamp(now)
  const { observedGeneration } = status
  const condition: Condition = {
    lastTransitionTime,
    message,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    reason,
    status: value,
    type,
  }
  return { ...status, conditions: [...(status.conditions ?? []).filter((each) => each.type !== type), condition] }
}
