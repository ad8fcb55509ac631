import { deepEqual } from '../../../model/values/json-values.js'
import type { DefinitionCondition, DefinitionStatus } from './types.js'

/** The status with a condition set (`SetCRDCondition`); its time moves only with its status. The same when it stands already. */
export function withCondition(
  status: DefinitionStatus,
  condition: Omit<DefinitionCondition, 'lastTransitionTime'>,
  now: string,
): DefinitionStatus {
  const present = status.conditions ?? []
  const before = present.find(({ type }) => type === condition.type)
  const lastTransitionTime = before?.status === condition.status ? (before.lastTransitionTime ?? now) : now
  const { type, status: value, reason, message } = condition
  const next: DefinitionCondition = {
    type,
    status: value,
    lastTransitionTime,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }
  if (before !== undefined && deepEqual(before, next)) return status
  const conditions = before === undefined ? [...present, next] : present.map((each) => (each === before ? next : each))
  return { ...status, conditions }
}
