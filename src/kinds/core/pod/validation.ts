import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue } from '../../../api/contract/field-errors.js'
import { writeJson } from '../../../model/json/exact-json.js'
import { type Features, newestFeatures } from '../../../model/objects/features.js'
import { isDNS1123Subdomain, isQualifiedName } from '../../../model/objects/names.js'
import { isSidecar } from '../../../model/objects/pods.js'
import type { Container, ContainerStatus, Pod, PodSpec } from '../../../model/objects/types.js'
import { isValidIP } from '../../../model/values/addresses.js'
import { append } from '../../../model/values/append.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { memo } from '../../../model/values/memo.js'
import { validatePodSpec } from '../../podtemplate/index.js'
import { validateEphemeralChange, validateResize } from './part-validation.js'
import { validatePodChange } from './update-validation.js'

/** `ValidatePodCreate`, `ValidatePodUpdate` and `ValidatePodStatusUpdate`, without the object's metadata. */
export function validatePod(pod: Pod, previous?: Pod, subresource?: string, features = newestFeatures): FieldError[] {
  const specErrors = () => validateSpecOfPod(pod, previous, features)
  if (previous === undefined) return [...specErrors(), ...validateNewPod(pod)]
  if (subresource === 'status') return validateStatus(pod, previous)
  if (deepEqual(pod.spec, previous.spec)) {
    const same = deepEqual(pod.metadata.annotations ?? {}, previous.metadata.annotations ?? {})
    return same ? [] : validatePodAnnotations(pod, previous)
  }
  if (subresource === 'ephemeralcontainers') {
    return [...specErrors(), ...validateEphemeralChange(pod, previous)]
  }
  if (subresource === 'resize') return [...specErrors(), ...validateResize(pod, previous)]
  return [...specErrors(), ...validatePodChange(pod, previous)]
}

function validateSpecOfPod(pod: Pod, previous: Pod | undefined, features: Features): FieldError[] {
  return [...validatePodAnnotations(pod, previous), ...validateSpec(pod.spec, features)]
}

interface ServedSpec {
  readonly spec: PodSpec
  readonly features: Features
}

function validateSpec(spec: PodSpec, features: Features): FieldError[] {
  return isValid({ spec, features }) ? [] : errorsOfSpec({ spec, features })
}

const isValid = memo(1, (served: ServedSpec) => errorsOfSpec(served).length === 0, { keyOf: withoutTokenName })

/** A thousand pods of one template differ in the name of one volume. */
function withoutTokenName({ spec, features }: ServedSpec): string {
  const token = spec.volumes?.find(({ name }) => name?.startsWith('kube-api-access-'))?.name
  const written = `${features('ContainerRestartRules')} ${writeJson(spec)}`
  return token === undefined ? written : written.replaceAll(token, 'kube-api-access')
}

function errorsOfSpec({ spec, features }: ServedSpec): FieldError[] {
  return [
    ...validatePodSpec(spec, 'spec', true, features),
    ...validateImages(spec.containers, 'spec.containers'),
    ...validateImages(spec.initContainers, 'spec.initContainers'),
  ]
}

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const mirror = 'kubernetes.io/config.mirror'

/** `ValidatePodSpecificAnnotations`; a wrong cost that was there before stays. */
function validatePodAnnotations({ metadata, spec }: Pod, previous?: Pod): FieldError[] {
  const errors: FieldError[] = []
  const mirrored = metadata.annotations?.[mirror]
  if (mirrored !== undefined && !spec.nodeName) {
    const detail = 'must set spec.nodeName if mirror pod annotation is set'
    errors.push(invalidValue(`metadata.annotations[${mirror}]`, mirrored, detail))
  }
  const cost = metadata.annotations?.[deletionCost]
  const before = previous?.metadata.annotations?.[deletionCost]
  if (cost !== undefined && !isDeletionCost(cost) && (before === undefined || isDeletionCost(before))) {
    errors.push(invalidValue(`metadata.annotations[${deletionCost}]`, cost, 'must be a 32bit integer'))
  }
  return errors
}

function isDeletionCost(text: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(text) && Math.abs(Number(text)) < 2 ** 31
}

function validateImages(containers: readonly Container[] | undefined, path: string): FieldError[] {
  return (containers ?? []).flatMap(({ image = '' }, index) => {
    if (image.trim() === image) return []
    return [invalidValue(`${path}[${index}].image`, image, 'must not have leading or trailing whitespace')]
  })
}

function validateNewPod({ spec }: Pod): FieldError[] {
  const errors: FieldError[] = []
  if (spec.ephemeralContainers?.length) {
    errors.push(forbiddenField('spec.ephemeralContainers', 'cannot be set on create'))
  }
  if (spec.nodeName && spec.schedulingGates?.length) {
    errors.push(forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'))
  }
  return errors
}

const systemConditions = ['PodScheduled', 'Ready', 'Initialized']

function validateStatus(pod: Pod, previous: Pod): FieldError[] {
  const { status } = pod
  const old = previous.status
  const errors: FieldError[] = []
  for (const [index, { type = '' }] of (status.conditions ?? []).entries()) {
    if (systemConditions.includes(type)) continue
    const path = `metadata.conditions[${index}].Type`
    for (const message of isQualifiedName(type)) errors.push(invalidValue(path, type, message))
  }
  const nominated = status.nominatedNodeName ?? ''
  if (nominated !== '' && nominated !== old?.nominatedNodeName) {
    for (const message of isDNS1123Subdomain(nominated)) {
      errors.push(invalidValue('status.nominatedNodeName', nominated, message))
    }
  }
  if ((status.qosClass ?? '') !== (old?.qosClass ?? '')) {
    errors.push(invalidValue('status.qosClass', status.qosClass ?? '', 'field is immutable'))
  }
  const { restartPolicy = 'Always' } = previous.spec
  const sidecars = (previous.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name)
  append(errors, [
    ...validateRevivals(status.containerStatuses, old?.containerStatuses, 'containerStatuses', restartPolicy, []),
    ...validateRevivals(
      status.initContainerStatuses,
      old?.initContainerStatuses,
      'initContainerStatuses',
      restartPolicy,
      sidecars,
    ),
  ])
  for (const [index, { ip }] of (status.podIPs ?? []).entries()) {
    for (const message of isValidIP(ip ?? '')) errors.push(invalidValue(`status.podIPs[${index}]`, ip ?? '', message))
  }
  return errors
}

/** A container that must not be restarted stays terminated (`ValidateContainerStateTransition`). */
function validateRevivals(
  statuses: readonly ContainerStatus[] | undefined,
  before: readonly ContainerStatus[] | undefined,
  field: string,
  restartPolicy: string,
  exempt: readonly string[],
): FieldError[] {
  if (restartPolicy === 'Always') return []
  return (before ?? []).flatMap((old, index) => {
    const ended = old.state?.terminated
    if (!ended || (ended.exitCode !== 0 && restartPolicy === 'OnFailure') || exempt.includes(old.name)) return []
    const now = statuses?.find(({ name }) => name === old.name)
    if (now === undefined || now.state?.terminated) return []
    return [forbiddenField(`status.${field}[${index}].state`, 'may not be transitioned to non-terminated state')]
  })
}
