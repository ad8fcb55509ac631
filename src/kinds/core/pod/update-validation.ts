import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, required } from '../../../api/contract/field-errors.js'
import { inclusiveRangeError } from '../../../model/objects/names.js'
import type { Container, Pod, PodSpec, Toleration } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { deepEqual } from '../../../model/values/json-values.js'
import type { NodeSelectorTerm } from '../../podtemplate/scheduling/affinity-validation.js'
import { specDiff } from './spec-diff.js'

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
]

/** The rules of `ValidatePodUpdate` that compare: of a pod's spec hardly anything may change. */
export function validatePodChange(pod: Pod, previous: Pod): FieldError[] {
  const errors: FieldError[] = []
  for (const field of ['containers', 'initContainers'] as const) {
    const found = validateContainerChange(pod.spec[field] ?? [], previous.spec[field] ?? [], `spec.${field}`)
    append(errors, found.errors)
    if (found.stop) return errors
  }
  const deadline = validateDeadlineChange(pod.spec, previous.spec)
  append(errors, deadline.errors)
  if (deadline.stop) return errors
  append(errors, [
    ...validateTolerationChange(pod.spec.tolerations ?? [], previous.spec.tolerations ?? []),
    ...validateGateChange(pod.spec, previous.spec),
  ])
  const munged = withOldUpdatables(pod.spec, previous.spec)
  if (previous.spec.schedulingGates?.length) append(errors, allowGatedChanges(munged, previous.spec))
  if (deepEqual(munged, previous.spec)) return errors
  const only = `pod updates may not change fields other than ${updatable.join(',')}`
  return [...errors, forbiddenField('spec', `${only}\n${specDiff(previous.spec, munged)}`)]
}

interface Found {
  readonly errors: FieldError[]
  /** Nothing further can be compared. */
  readonly stop: boolean
}

function validateContainerChange(now: readonly Container[], before: readonly Container[], path: string): Found {
  if (now.length !== before.length) {
    return { errors: [forbiddenField(path, 'pod updates may not add or remove containers')], stop: true }
  }
  const errors = now.flatMap(({ image }, index) => (image ? [] : [required(`${path}[${index}].image`)]))
  return { errors, stop: false }
}

const largest = 2 ** 31 - 1

function validateDeadlineChange(spec: PodSpec, old: PodSpec): Found {
  const path = 'spec.activeDeadlineSeconds'
  const now = spec.activeDeadlineSeconds
  const before = old.activeDeadlineSeconds
  if (now == null) {
    const detail = 'must not update from a positive integer to nil value'
    return { errors: before == null ? [] : [invalidValue(path, null, detail)], stop: false }
  }
  if (now < 0 || now > largest) {
    return { errors: [invalidValue(path, now, inclusiveRangeError(0, largest))], stop: true }
  }
  if (before == null || before >= now) return { errors: [], stop: false }
  return { errors: [invalidValue(path, now, 'must be less than or equal to previous value')], stop: true }
}

function validateTolerationChange(now: readonly Toleration[], before: readonly Toleration[]): FieldError[] {
  const kept = before.every((old) =>
    now.some((toleration) => deepEqual({ ...old, tolerationSeconds: toleration.tolerationSeconds }, toleration)),
  )
  if (kept) return []
  return [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')]
}

function validateGateChange(spec: PodSpec, old: PodSpec): FieldError[] {
  const known = (old.schedulingGates ?? []).map(({ name }) => name)
  return (spec.schedulingGates ?? []).flatMap(({ name }, index) => {
    if (known.includes(name)) return []
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`
    return [forbiddenField(`spec.schedulingGates[${index}].name`, detail)]
  })
}

/** The new spec with everything that may change set back, so that what still differs is what may not. */
function withOldUpdatables(spec: PodSpec, old: PodSpec): PodSpec {
  const munged = {
    ...spec,
    containers: withOldImages(spec.containers, old.containers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
  } as PodSpec
  if (spec.initContainers) munged.initContainers = withOldImages(spec.initContainers, old.initContainers ?? [])
  const period = old.terminationGracePeriodSeconds
  if (period != null && period < 0 && spec.terminationGracePeriodSeconds === 1) {
    munged.terminationGracePeriodSeconds = period
  }
  return munged
}

function withOldImages(now: readonly Container[], before: readonly Container[]): Container[] {
  return now.map((container, index) => ({ ...container, image: before[index]?.image ?? '' }))
}

/** While gates hold a pod back, where it may run can still be narrowed. Sets back in `munged` what is allowed. */
function allowGatedChanges(munged: PodSpec, old: PodSpec): FieldError[] {
  const errors: FieldError[] = []
  const now = munged.nodeSelector ?? {}
  const added = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => now[key] === value)
  if (!added) {
    const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
    errors.push(invalidValue('spec.nodeSelector', now, detail))
  }
  if (old.nodeSelector === undefined) delete munged.nodeSelector
  else munged.nodeSelector = old.nodeSelector
  if (deepEqual(munged.affinity?.nodeAffinity ?? null, old.affinity?.nodeAffinity ?? null)) return errors
  append(errors, validateNarrowing(requiredTerms(munged), requiredTerms(old)))
  restoreNodeAffinity(munged, old)
  return errors
}

const requiredTerms = ({ affinity }: PodSpec): readonly NodeSelectorTerm[] =>
  affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []

function validateNarrowing(now: readonly NodeSelectorTerm[], before: readonly NodeSelectorTerm[]): FieldError[] {
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms'
  if (before.length === 0) return []
  if (now.length !== before.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'
    return [invalidValue(path, now.length === 0 ? null : now.map(internalTerm), detail)]
  }
  return now.flatMap((term, index) => {
    if (narrows(term, before[index] ?? {})) return []
    const detail = 'only additions are allowed (no mutations or deletions)'
    return [invalidValue(`${path}[${index}]`, internalTerm(term), detail)]
  })
}

/** A term without requirements selects nothing, which is as narrow as can be. */
function narrows(now: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const lists = (['matchExpressions', 'matchFields'] as const).map((field) => [now[field] ?? [], before[field] ?? []])
  if (lists.every(([, old]) => old?.length === 0)) return lists.every(([list]) => list?.length === 0)
  return lists.every(([list = [], old = []]) => deepEqual(list.slice(0, old.length), old))
}

/** As the server's own type is printed. */
const internalTerm = ({ matchExpressions, matchFields }: NodeSelectorTerm) => ({
  MatchExpressions: internalRequirements(matchExpressions),
  MatchFields: internalRequirements(matchFields),
})

const internalRequirements = (list: NodeSelectorTerm['matchExpressions']) =>
  list?.map(({ key, operator, values }) => ({ Key: key, Operator: operator, Values: values ?? null })) ?? null

/** What else is said of affinity stays, to be compared. */
function restoreNodeAffinity(munged: PodSpec, old: PodSpec): void {
  const { nodeAffinity: _, ...rest } = munged.affinity ?? {}
  const before = old.affinity?.nodeAffinity
  if (before) munged.affinity = { ...rest, nodeAffinity: before }
  else if (old.affinity || rest.podAffinity || rest.podAntiAffinity) munged.affinity = rest
  else delete munged.affinity
}
