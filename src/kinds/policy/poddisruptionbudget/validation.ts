import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, notSupported } from '../../../api/contract/field-errors.js'
import { GoStruct, goLabelSelector } from '../../../api/contract/go-values.js'
import type { PodDisruptionBudget } from '../../../model/objects/types.js'
import { validateAmount, validateAtMostAll } from '../../amounts.js'
import { validateLabelSelector, validateNotNegative } from '../../podtemplate/index.js'

const policies = ['AlwaysAllow', 'IfHealthyBudget']
const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const

/** `pkg/apis/policy/validation` */
export function validate(
  { spec, status }: PodDisruptionBudget,
  _previous?: PodDisruptionBudget,
  subresource?: string,
): FieldError[] {
  if (subresource === 'status') {
    return counts.flatMap((field) => validateNotNegative(status[field], `status.${field}`))
  }
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec
  const both = 'minAvailable and maxUnavailable cannot be both set'
  const amounts = Object.entries({ minAvailable, maxUnavailable }).flatMap(([field, value]) =>
    value === undefined
      ? []
      : [...validateAmount(value, `spec.${field}`), ...validateAtMostAll(value, `spec.${field}`)],
  )
  return [
    ...(minAvailable !== undefined && maxUnavailable !== undefined ? [invalidValue('spec', goSpec(spec), both)] : []),
    ...amounts,
    ...validateLabelSelector(selector, 'spec.selector'),
    ...(policy === undefined || policies.includes(policy)
      ? []
      : [notSupported('spec.unhealthyPodEvictionPolicy', policy, policies)]),
  ]
}

const goSpec = ({ minAvailable, selector, maxUnavailable, unhealthyPodEvictionPolicy }: PodDisruptionBudget['spec']) =>
  new GoStruct({
    MinAvailable: minAvailable,
    Selector: selector && goLabelSelector(selector),
    MaxUnavailable: maxUnavailable,
    UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy,
  })
