import type { FieldError } from '../../api/contract/errors.js'
import { invalidValue, required } from '../../api/contract/field-errors.js'
import { goLabelSelector } from '../../api/contract/go-values.js'
import { newestFeatures } from '../../model/objects/features.js'
import type { PodTemplate } from '../../model/objects/types.js'
import {
  type LabelSelector,
  matchesLabels,
  type SelectorSpec,
  selectorOf,
} from '../../model/selectors/label-selectors.js'
import { append } from '../../model/values/append.js'
import { deepEqual } from '../../model/values/json-values.js'
import { isNegativeText } from './containers/resource-validation.js'
import { validateLabelSelector } from './scheduling/label-validation.js'
import { validateAlwaysRestarting, validatePodTemplate } from './validation.js'

export function validateNotNegative(value: number | undefined, path: string): FieldError[] {
  return value != null && value < 0 ? [invalidValue(path, value, isNegativeText)] : []
}

/** A selector that replica sets and deployments need, and the template that it must match. */
export function validateSelectorAndTemplate(
  selector: SelectorSpec | undefined,
  template: PodTemplate | undefined,
  features = newestFeatures,
): FieldError[] {
  const path = 'spec.selector'
  const errors: FieldError[] = []
  if (selector == null) {
    errors.push(required(path))
  } else {
    append(errors, validateLabelSelector(selector, path))
    if (Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions?.length ?? 0) === 0) {
      errors.push(invalidValue(path, goLabelSelector(selector), 'empty selector is invalid for deployment'))
    }
  }
  const parsed = parsedSelector(selector)
  if (parsed === undefined) return [...errors, invalidValue(path, goLabelSelector(selector!), 'invalid label selector')]
  return [...errors, ...validateTemplateFor(parsed, template, 'ReplicaSet', features)]
}

/** `apps/v1` never lets it change (`ValidateImmutableField`). */
export function validateImmutableSelector(
  selector: SelectorSpec | undefined,
  previous: SelectorSpec | undefined,
): FieldError[] {
  if (deepEqual(selector, previous)) return []
  return [invalidValue('spec.selector', selector == null ? null : goLabelSelector(selector), 'field is immutable')]
}

function parsedSelector(selector: SelectorSpec | undefined): LabelSelector | undefined {
  try {
    return selectorOf(selector)
  } catch {
    return undefined
  }
}

/** Pods made from the template must be found by the selector, and must run for good. */
export function validateTemplateFor(
  selector: LabelSelector,
  template: PodTemplate | undefined,
  owner: string,
  features = newestFeatures,
): FieldError[] {
  const path = 'spec.template'
  if (template == null) return [required(path)]
  const labels = template.metadata?.labels
  const empty = selector.requirements.length === 0 && selector.nothing !== true
  const matches = empty || matchesLabels(selector, labels)
  const detail = '`selector` does not match template `labels`'
  return [
    ...(matches ? [] : [invalidValue(`${path}.metadata.labels`, labels ?? null, detail)]),
    ...validatePodTemplate(template, path, features),
    ...validateAlwaysRestarting(template.spec, `${path}.spec`, owner),
  ]
}

/** Counts in a status of replica sets and controllers, in Kubernetes' order. */
export const replicaCounts = [
  ...['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  ...['observedGeneration', 'terminatingReplicas'],
]

/** Counts in a status: none negative, and these not above the number of replicas. */
export function validateReplicaCounts(
  status: object | undefined,
  all: readonly string[],
  ofReplicas: readonly string[],
): FieldError[] {
  const count = (field: string) => (status as Readonly<Record<string, number>> | undefined)?.[field] ?? 0
  const errors = all.flatMap((field) => validateNotNegative(count(field), `status.${field}`))
  for (const field of ofReplicas) {
    if (count(field) <= count('replicas')) continue
    errors.push(invalidValue(`status.${field}`, count(field), 'cannot be greater than status.replicas'))
  }
  if (count('availableReplicas') > count('readyReplicas')) {
    const detail = 'cannot be greater than readyReplicas'
    errors.push(invalidValue('status.availableReplicas', count('availableReplicas'), detail))
  }
  return errors
}
