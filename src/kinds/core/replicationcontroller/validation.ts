import type { FieldError } from '../../../api/contract/errors.js'
import { required } from '../../../api/contract/field-errors.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { ReplicationController } from '../../../model/objects/types.js'
import { selectorFromSet } from '../../../model/selectors/label-selectors.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { validateNotNegative, validateReplicaCounts, validateTemplateFor } from '../../podtemplate/index.js'
import { replicaCounts } from '../../podtemplate/replica-validation.js'

/** `ValidateReplicationController` and its update. */
export function validateReplicationController(
  { spec, status }: ReplicationController,
  previous?: ReplicationController,
  subresource?: string,
  features = newestFeatures,
): FieldError[] {
  if (subresource === 'status') {
    return validateReplicaCounts(status, replicaCounts, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'])
  }
  if (previous !== undefined && deepEqual(spec, previous.spec)) return []
  const selector = spec.selector ?? {}
  return [
    ...validateNotNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...(Object.keys(selector).length === 0 ? [required('spec.selector')] : []),
    ...validateNotNegative(spec.replicas, 'spec.replicas'),
    ...validateTemplateFor(selectorFromSet(selector), spec.template, 'ReplicationController', features),
  ]
}
