import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import type { Strategy } from '../../../api/contract/strategy.js'
import type { PriorityClass } from '../../../model/objects/types.js'
import { systemClasses } from './system-classes.js'

/** How its objects are made, changed and deleted (`pkg/registry/scheduling/priorityclass/strategy.go`). */
export const priorityClassStrategy: Strategy<PriorityClass> = {
  example: {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'high' },
    value: 1000,
  },
  setDefaults(draft) {
    draft.value ??= 0
    draft.preemptionPolicy ??= 'PreemptLowerPriority'
  },
  validate,
  hasGeneration: true,
  changesGeneration: () => false,
  writers: ({ metadata: { name } }) => (isSystem(name) ? { creator: 'kube-apiserver' } : {}),
}

const systemPrefix = 'system-'
const isSystem = (name = '') => name.startsWith(systemPrefix)
/** Above it only Kubernetes' own classes are (`HighestUserDefinablePriority`). */
const highest = 1_000_000_000

/** `ValidatePriorityClass` and `ValidatePriorityClassUpdate`. */
function validate(object: PriorityClass, previous?: PriorityClass): FieldError[] {
  const { value = 0, preemptionPolicy } = object
  if (previous !== undefined) {
    return [
      ...(value === (previous.value ?? 0) ? [] : [forbiddenField('value', 'may not be changed in an update.')]),
      ...(preemptionPolicy === previous.preemptionPolicy
        ? []
        : [invalidValue('preemptionPolicy', preemptionPolicy, 'field is immutable')]),
    ]
  }
  return [...valueErrors(object), ...policyErrors(preemptionPolicy)]
}

function valueErrors({ metadata: { name = '' }, value = 0, globalDefault = false }: PriorityClass): FieldError[] {
  if (!isSystem(name)) {
    const why = `maximum allowed value of a user defined priority is ${highest}`
    return value > highest ? [forbiddenField('value', why)] : []
  }
  const problem = systemProblem(name, value, globalDefault)
  if (problem === undefined) return []
  const why = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${problem}`
  return [forbiddenField('metadata.name', why)]
}

/** `IsKnownSystemPriorityClass` */
function systemProblem(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = systemClasses.find(({ metadata }) => metadata.name === name)
  if (known === undefined) return `${name} is not a known system priority class`
  if (value !== known.value) return `value of ${name} PriorityClass must be ${known.value}`
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined
}

const policies = ['PreemptLowerPriority', 'Never']

function policyErrors(policy: string | undefined): FieldError[] {
  if (policy === undefined || policies.includes(policy)) return []
  return policy === '' ? [required('preemptionPolicy')] : [notSupported('preemptionPolicy', policy, policies)]
}
