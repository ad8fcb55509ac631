import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, required } from '../../../api/contract/field-errors.js'
import { isDNS1123Label, isDNS1123Subdomain, isValidLabelValue } from '../../../model/objects/names.js'
import type { PodSpec } from '../../../model/objects/types.js'
import { validateLabelName, validateLabelSelector, wrongs } from './label-validation.js'

type Affinity = NonNullable<PodSpec['affinity']>
type NodeSelector = NonNullable<NonNullable<Affinity['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']>
export type NodeSelectorTerm = NodeSelector['nodeSelectorTerms'][number]
type NodeRequirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number]
type PodAffinity = NonNullable<Affinity['podAffinity']>
type PodTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number]

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution'

export function validateAffinity(affinity: Affinity | undefined, path: string): FieldError[] {
  if (affinity == null) return []
  return [
    ...validateNodeAffinity(affinity, `${path}.nodeAffinity`),
    ...validatePodAffinity(affinity.podAffinity, `${path}.podAffinity`),
    ...validatePodAffinity(affinity.podAntiAffinity, `${path}.podAntiAffinity`),
  ]
}

function validateWeight(weight = 0, path: string): FieldError[] {
  return weight > 0 && weight <= 100 ? [] : [invalidValue(`${path}.weight`, weight, 'must be in the range 1-100')]
}

function validateNodeAffinity({ nodeAffinity }: Affinity, path: string): FieldError[] {
  const needed = nodeAffinity?.[requiredTerms]
  return [
    ...(needed == null ? [] : validateNodeSelector(needed, `${path}.${requiredTerms}`)),
    ...(nodeAffinity?.[preferredTerms] ?? []).flatMap((term, index) => {
      const at = `${path}.${preferredTerms}[${index}]`
      return [...validateWeight(term.weight, at), ...validateNodeTerm(term.preference ?? {}, `${at}.preference`, true)]
    }),
  ]
}

/** `ValidateNodeSelector`. */
function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const at = `${path}.nodeSelectorTerms`
  const terms = selector.nodeSelectorTerms ?? []
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')]
  return terms.flatMap((term, index) => validateNodeTerm(term, `${at}[${index}]`, false))
}

/** Preferences may name label values that no node can have. */
function validateNodeTerm(term: NodeSelectorTerm, path: string, anyValue: boolean): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((requirement, index) =>
      validateNodeRequirement(requirement, `${path}.matchExpressions[${index}]`, anyValue),
    ),
    ...(term.matchFields ?? []).flatMap((requirement, index) =>
      validateFieldRequirement(requirement, `${path}.matchFields[${index}]`),
    ),
  ]
}

function validateNodeRequirement(requirement: NodeRequirement, path: string, anyValue: boolean): FieldError[] {
  const { key = '', operator, values = [] } = requirement
  return [
    ...validateNodeOperator(operator ?? '', values, path),
    ...validateLabelName(key, `${path}.key`),
    ...(anyValue
      ? []
      : values.flatMap((value, index) => wrongs(`${path}.values[${index}]`, value, isValidLabelValue(value)))),
  ]
}

function validateNodeOperator(operator: string, values: readonly string[], path: string): FieldError[] {
  const at = `${path}.values`
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0 ? [] : [required(at, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return []
      return [forbiddenField(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    case 'Gt':
    case 'Lt':
      if (values.length === 1) return []
      return [required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")]
    default:
      return [invalidValue(`${path}.operator`, operator, 'not a valid selector operator')]
  }
}

/** Nodes can be chosen by one field, their name. */
function validateFieldRequirement(
  { key = '', operator, values = [] }: Partial<NodeRequirement>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalidValue(`${path}.operator`, operator ?? '', 'not a valid selector operator'))
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
    errors.push(required(`${path}.values`, detail))
  }
  if (key !== 'metadata.name') {
    return [...errors, invalidValue(`${path}.key`, key, 'not a valid field selector key')]
  }
  const names = values.flatMap((value, index) => wrongs(`${path}.values[${index}]`, value, isDNS1123Subdomain(value)))
  return [...errors, ...names]
}

function validatePodAffinity(affinity: PodAffinity | undefined, path: string): FieldError[] {
  return [
    ...(affinity?.[requiredTerms] ?? []).flatMap((term, index) =>
      validatePodTerm(term, `${path}.${requiredTerms}[${index}]`),
    ),
    ...(affinity?.[preferredTerms] ?? []).flatMap((weighted, index) => {
      const at = `${path}.${preferredTerms}[${index}]`
      return [
        ...validateWeight(weighted.weight, at),
        ...validatePodTerm(weighted.podAffinityTerm ?? {}, `${at}.podAffinityTerm`),
      ]
    }),
  ]
}

function validatePodTerm(term: Partial<PodTerm>, path: string): FieldError[] {
  const { topologyKey = '' } = term
  return [
    ...validateLabelSelector(term.labelSelector, `${path}.labelSelector`),
    ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`),
    ...(term.namespaces ?? []).flatMap((name) => wrongs(`${path}.namespace`, name, isDNS1123Label(name))),
    ...validateLabelKeys(term, path),
    ...(topologyKey === '' ? [required(`${path}.topologyKey`, 'can not be empty')] : []),
    ...validateLabelName(topologyKey, `${path}.topologyKey`),
  ]
}

type LabelKeys = Pick<Partial<PodTerm>, 'labelSelector' | 'matchLabelKeys' | 'mismatchLabelKeys'>

/** `ValidateMatchLabelKeysAndMismatchLabelKeys`. */
export function validateLabelKeys(term: LabelKeys, path: string): FieldError[] {
  const { matchLabelKeys = [], mismatchLabelKeys = [] } = term
  const keys = (list: readonly string[], at: string): FieldError[] => {
    if (list.length === 0) return []
    if (term.labelSelector == null) return [forbiddenField(at, 'must not be specified when labelSelector is not set')]
    return list.flatMap((key, index) => validateLabelName(key, `${at}[${index}]`))
  }
  return [
    ...keys(matchLabelKeys, `${path}.matchLabelKeys`),
    ...keys(mismatchLabelKeys, `${path}.mismatchLabelKeys`),
    ...selectedTwice(term).map((key) => {
      // Kubernetes tells of it behind the term itself.
      const at = `${path}[${matchLabelKeys.lastIndexOf(key)}]`
      return invalidValue(at, key, 'exists in both matchLabelKeys and labelSelector')
    }),
    ...matchLabelKeys.flatMap((key, index) => {
      if (!mismatchLabelKeys.includes(key)) return []
      const detail = 'exists in both matchLabelKeys and mismatchLabelKeys'
      return [invalidValue(`${path}.matchLabelKeys[${index}]`, key, detail)]
    }),
  ]
}

/** Keys of `matchLabelKeys` that the selector already chooses by, beside the expression that was made of them. */
function selectedTwice({ matchLabelKeys = [], labelSelector }: LabelKeys): string[] {
  const chosen = new Set(Object.keys(labelSelector?.matchLabels ?? {}))
  return (labelSelector?.matchExpressions ?? []).flatMap(({ key }) => {
    const twice = matchLabelKeys.includes(key) && chosen.has(key)
    chosen.add(key)
    return twice ? [key] : []
  })
}
