import type { FieldError } from '../../../api/contract/errors.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { ReplicaSet } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import {
  validateImmutableSelector,
  validateNotNegative,
  validateReplicaCounts,
  validateSelectorAndTemplate,
} from '../../podtemplate/index.js'
import { replicaCounts } from '../../podtemplate/replica-validation.js'

/** `ValidateReplicaSet`, its updates, and the selector that `apps/v1` does not let change. */
export function validateReplicaSet(
  { spec, status }: ReplicaSet,
  previous?: ReplicaSet,
  subresource?: string,
  features = newestFeatures,
): FieldError[] {
  if (subresource === 'status') {
    return validateReplicaCounts(status, replicaCounts, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'])
  }
  if (previous !== undefined && deepEqual(spec, previous.spec)) return []
  return [
    ...validateNotNegative(spec.replicas, 'spec.replicas'),
    ...validateNotNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateSelectorAndTemplate(spec.selector, spec.template, features),
    ...(previous === undefined ? [] : validateImmutableSelector(spec.selector, previous.spec.selector)),
  ]
}
