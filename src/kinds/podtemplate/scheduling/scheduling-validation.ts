import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import type { Features } from '../../../model/objects/features.js'
import { isValidLabelValue } from '../../../model/objects/names.js'
import type { PodSpec, Taint, Toleration } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { validateLabelKeys } from './affinity-validation.js'
import { validateLabelName, validateLabelSelector } from './label-validation.js'

type Spread = NonNullable<PodSpec['topologySpreadConstraints']>[number]

const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** `ValidateTolerations`; comparing by numbers is known, but off (`TaintTolerationComparisonOperators`). */
export function validateTolerations(tolerations: readonly Toleration[] | undefined, path: string): FieldError[] {
  return (tolerations ?? []).flatMap((toleration, index) => validateToleration(toleration, `${path}[${index}]`))
}

function validateToleration(toleration: Toleration, path: string): FieldError[] {
  const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration
  const errors: FieldError[] = key === '' ? [] : validateLabelName(key, `${path}.key`)
  if (key === '' && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
    errors.push(invalidValue(`${path}.operator`, operator, detail))
  }
  if (tolerationSeconds != null && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
    errors.push(invalidValue(`${path}.effect`, effect, detail))
  }
  if (operator === 'Exists') {
    const detail = "value must be empty when `operator` is 'Exists'"
    if (value !== '') errors.push(invalidValue(`${path}.operator`, value, detail))
  } else if (operator === 'Equal' || operator === '') {
    const wrong = isValidLabelValue(value)
    if (wrong.length > 0) errors.push(invalidValue(`${path}.operator`, value, wrong.join(';')))
  } else {
    const compares = ['Lt', 'Gt']
    const known = ['Equal', 'Exists', ...(compares.includes(operator) ? compares : [])]
    errors.push(notSupported(`${path}.operator`, operator, known))
  }
  if (effect !== '' && !taintEffects.includes(effect)) {
    errors.push(notSupported(`${path}.effect`, effect, taintEffects))
  }
  return errors
}

/** `validateNodeTaints`. */
export function validateTaints(taints: readonly Taint[] | undefined, path: string): FieldError[] {
  const seen = new Set<string>()
  return (taints ?? []).flatMap((taint, index) => {
    const at = `${path}[${index}]`
    const { key = '', value = '', effect = '' } = taint
    const errors = validateLabelName(key, `${at}.key`)
    const wrong = isValidLabelValue(value)
    if (wrong.length > 0) errors.push(invalidValue(`${at}.value`, value, wrong.join(';')))
    if (effect === '') errors.push(required(`${at}.effect`))
    else if (!taintEffects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, taintEffects))
    if (seen.has(`${key}:${effect}`)) {
      errors.push({ ...duplicate(at, goTaint(taint)), detail: 'taints must be unique by key and effect pair' })
    }
    seen.add(`${key}:${effect}`)
    return errors
  })
}

const goTaint = ({ key, value = '', effect, timeAdded }: Taint) =>
  new GoStruct({ Key: key ?? '', Value: value, Effect: effect ?? '', TimeAdded: timeAdded })

const notPositive = 'must be greater than zero'
const actions = ['DoNotSchedule', 'ScheduleAnyway']
const inclusions = ['Honor', 'Ignore']

/** `validateTopologySpreadConstraints`. */
export function validateSpread(
  constraints: readonly Spread[] | undefined,
  path: string,
  features: Features,
): FieldError[] {
  return (constraints ?? []).flatMap((constraint, index, all) => {
    const at = `${path}[${index}]`
    const { maxSkew, topologyKey = '', whenUnsatisfiable = '' as Spread['whenUnsatisfiable'] } = constraint
    const errors: FieldError[] = []
    if (!(maxSkew > 0)) errors.push(invalidValue(`${at}.maxSkew`, maxSkew ?? 0, notPositive))
    if (topologyKey === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'))
    if (!actions.includes(whenUnsatisfiable)) {
      errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, actions))
    }
    const again = all
      .slice(index + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable)
    const pair = `${at}.{topologyKey, whenUnsatisfiable}`
    if (again) errors.push(duplicate(pair, `{${topologyKey}, ${whenUnsatisfiable}}`))
    return [
      ...errors,
      ...validateMinDomains(constraint, `${at}.minDomains`),
      ...validateInclusions(constraint, at),
      ...validateSpreadKeys(constraint, at, features),
      ...validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`),
    ]
  })
}

function validateMinDomains({ minDomains, whenUnsatisfiable }: Spread, path: string): FieldError[] {
  if (minDomains == null) return []
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`
  return [
    ...(minDomains > 0 ? [] : [invalidValue(path, minDomains, notPositive)]),
    ...(whenUnsatisfiable === 'DoNotSchedule' ? [] : [invalidValue(path, minDomains, detail)]),
  ]
}

function validateInclusions(constraint: Spread, path: string): FieldError[] {
  const errors: FieldError[] = []
  for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
    const policy = constraint[field]
    if (policy != null && !inclusions.includes(policy)) {
      errors.push(notSupported(`${path}.${field}`, policy, inclusions))
    }
  }
  return errors
}

/** Since the keys are merged into the selector, one that is in it may have come from there. */
function validateSpreadKeys(constraint: Spread, path: string, features: Features): FieldError[] {
  if (features('MatchLabelKeysInPodTopologySpreadSelectorMerge')) return validateLabelKeys(constraint, path)
  const errors: FieldError[] = []
  const keys = constraint.matchLabelKeys ?? []
  const at = `${path}.matchLabelKeys`
  const selector = constraint.labelSelector
  if (keys.length > 0 && selector == null) {
    errors.push(forbiddenField(at, 'must not be specified when labelSelector is not set'))
  }
  const taken = [
    ...Object.keys(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map((expression) => expression.key),
  ]
  keys.forEach((key, index) => {
    append(errors, validateLabelName(key, `${at}[${index}]`))
    const detail = 'exists in both matchLabelKeys and labelSelector'
    if (taken.includes(key)) errors.push(invalidValue(`${at}[${index}]`, key, detail))
  })
  return errors
}

type Gate = NonNullable<PodSpec['schedulingGates']>[number]

export function validateGates(gates: readonly Gate[] | undefined, path: string): FieldError[] {
  const seen = new Set<string>()
  return (gates ?? []).flatMap(({ name }, index) => {
    const errors = validateLabelName(name, `${path}[${index}]`)
    if (seen.has(name)) errors.push(duplicate(`${path}[${index}]`, name))
    seen.add(name)
    return errors
  })
}
