import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue } from '../../../api/contract/field-errors.js'
import { qosClass } from '../../../model/objects/pods.js'
import { compareQuantities, parseQuantity } from '../../../model/objects/quantity.js'
import type { Container, Pod } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { ephemeralDiff } from './spec-diff.js'

const mirror = 'kubernetes.io/config.mirror'

/** `ValidatePodEphemeralContainersUpdate`: to those that are there, others can be added. */
export function validateEphemeralChange(pod: Pod, previous: Pod): FieldError[] {
  if (pod.metadata.annotations?.[mirror] !== undefined) {
    return [forbiddenField('', 'static pods do not support ephemeral containers')]
  }
  const now = pod.spec.ephemeralContainers ?? []
  const path = 'spec.ephemeralContainers'
  return (previous.spec.ephemeralContainers ?? []).flatMap((old) => {
    const kept = now.find(({ name }) => name === old.name)
    if (kept === undefined)
      return [forbiddenField(path, `existing ephemeral containers "${old.name}" may not be removed\n`)]
    if (deepEqual(kept, old)) return []
    return [
      forbiddenField(
        path,
        `existing ephemeral containers "${old.name}" may not be changed\n${ephemeralDiff(old as Container, kept as Container)}`,
      ),
    ]
  })
}

/** `ValidatePodResize`: resources may change, but neither go nor come, nor make another class of the pod. */
export function validateResize(pod: Pod, previous: Pod): FieldError[] {
  if (pod.metadata.annotations?.[mirror] !== undefined) {
    return [forbiddenField('', 'static pods cannot be resized')]
  }
  const errors = (['containers', 'initContainers'] as const).flatMap((field) =>
    (pod.spec[field] ?? []).flatMap((container, index) =>
      validateContainerResize(container, previous.spec[field]?.[index], `spec.${field}[${index}].resources`),
    ),
  )
  const { qosClass: before = qosClass(previous.spec) } = previous.status
  if (qosClass(pod.spec) === before) return errors
  return [...errors, invalidValue('spec', before, 'Pod QOS Class may not change as a result of resizing')]
}

function validateContainerResize(container: Container, old: Container | undefined, path: string): FieldError[] {
  const { requests = {}, limits = {} } = container.resources ?? {}
  const before = old?.resources ?? {}
  const removed = (now: object, was: object = {}) => Object.keys(was).some((name) => !(name in now))
  const restarts = container.resizePolicy?.some(
    ({ resourceName, restartPolicy }) => resourceName === 'memory' && restartPolicy === 'RestartContainer',
  )
  const shrinks =
    limits.memory !== undefined &&
    before.limits?.memory !== undefined &&
    compareQuantities(parseQuantity(limits.memory), parseQuantity(before.limits.memory)) < 0
  return [
    ...(removed(requests, before.requests)
      ? [forbiddenField(`${path}.requests`, 'resource requests cannot be removed')]
      : []),
    ...(removed(limits, before.limits) ? [forbiddenField(`${path}.limits`, 'resource limits cannot be removed')] : []),
    ...(shrinks && restarts !== true
      ? [
          forbiddenField(
            `${path}.limits[memory]`,
            'memory limits cannot be decreased unless resizePolicy is RestartContainer',
          ),
        ]
      : []),
  ]
}
