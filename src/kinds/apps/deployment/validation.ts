import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { Deployment } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { amount, validateAmount, validateAtMostAll } from '../../amounts.js'
import {
  validateImmutableSelector,
  validateNotNegative,
  validateReplicaCounts,
  validateSelectorAndTemplate,
} from '../../podtemplate/index.js'

type Strategy = NonNullable<Deployment['spec']['strategy']>
type RollingUpdate = NonNullable<Strategy['rollingUpdate']>

/** `ValidateDeployment`, its updates, and the selector that `apps/v1` does not let change. */
export function validateDeployment(
  deployment: Deployment,
  previous?: Deployment,
  subresource?: string,
  features = newestFeatures,
): FieldError[] {
  if (subresource === 'status') return validateStatus(deployment, previous)
  const { spec } = deployment
  if (previous !== undefined && deepEqual(spec, previous.spec)) return []
  return [
    ...validateNotNegative(spec.replicas, 'spec.replicas'),
    ...validateSelectorAndTemplate(spec.selector, spec.template, features),
    ...validateStrategy(spec.strategy ?? {}, 'spec.strategy'),
    ...validateNotNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateNotNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...validateDeadline(spec),
    ...(previous === undefined ? [] : validateImmutableSelector(spec.selector, previous.spec.selector)),
  ]
}

function validateDeadline({ progressDeadlineSeconds, minReadySeconds = 0 }: Deployment['spec']): FieldError[] {
  if (progressDeadlineSeconds == null) return []
  const path = 'spec.progressDeadlineSeconds'
  const errors = validateNotNegative(progressDeadlineSeconds, path)
  if (progressDeadlineSeconds <= minReadySeconds) {
    errors.push(invalidValue(path, progressDeadlineSeconds, 'must be greater than minReadySeconds'))
  }
  return errors
}

/** `ValidateDeploymentStrategy` */
function validateStrategy(strategy: Strategy, path: string): FieldError[] {
  const { type = '', rollingUpdate } = strategy
  if (type === 'Recreate') {
    if (rollingUpdate == null) return []
    return [forbiddenField(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
  }
  if (type !== 'RollingUpdate') return [notSupported(path, goStrategy(strategy), ['Recreate', 'RollingUpdate'])]
  if (rollingUpdate == null) {
    return [required(`${path}.rollingUpdate`, 'this should be defaulted and never be nil')]
  }
  return validateRollingUpdate(rollingUpdate, `${path}.rollingUpdate`)
}

function goStrategy({ type = '' as Strategy['type'], rollingUpdate }: Strategy): GoStruct {
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {}
  const rolling = rollingUpdate && new GoStruct({ MaxUnavailable: maxUnavailable, MaxSurge: maxSurge })
  return new GoStruct({ Type: type, RollingUpdate: rolling })
}

/** `ValidateRollingUpdateDeployment`: something must be allowed to move. */
function validateRollingUpdate({ maxUnavailable = 0, maxSurge = 0 }: RollingUpdate, path: string): FieldError[] {
  const errors = [
    ...validateAmount(maxUnavailable, `${path}.maxUnavailable`),
    ...validateAmount(maxSurge, `${path}.maxSurge`),
  ]
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
    const detail = 'may not be 0 when `maxSurge` is 0'
    errors.push(invalidValue(`${path}.maxUnavailable`, maxUnavailable, detail))
  }
  return [...errors, ...validateAtMostAll(maxUnavailable, `${path}.maxUnavailable`)]
}

/** Counts of a status in Kubernetes' order (`ValidateDeploymentStatus`). */
const counts = [
  ...['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'],
  ...['unavailableReplicas', 'terminatingReplicas', 'collisionCount'],
]

function validateStatus({ status }: Deployment, previous: Deployment | undefined): FieldError[] {
  const errors = validateReplicaCounts(status, counts, ['updatedReplicas', 'readyReplicas', 'availableReplicas'])
  const before = previous?.status?.collisionCount
  const now = status?.collisionCount
  if (before != null && (now == null || now < before)) {
    errors.push(invalidValue('status.collisionCount', now ?? 0, 'cannot be decremented'))
  }
  return errors
}
