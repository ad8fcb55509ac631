import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue } from '../../../api/contract/field-errors.js'
import { containerTotal } from '../../../model/objects/pod-resources.js'
import { compareQuantities, formatQuantity, type Quantity } from '../../../model/objects/quantity.js'
import type { PodSpec } from '../../../model/objects/types.js'
import { validateClaims } from '../volumes/claim-validation.js'
import { quantityIn, type ResourceList } from './resource-lists.js'
import { validatePodRequirements } from './resource-validation.js'

/** `validatePodResources`: what the pod asks for as a whole must cover what its containers ask for. */
export function validatePodResources(spec: PodSpec, path: string): FieldError[] {
  const { resources } = spec
  if (resources == null) return []
  if (spec.os?.name === 'windows') return [forbiddenField(path, 'may not be set for a windows pod')]
  const claims = resources.claims
    ? [forbiddenField(`${path}.claims`, 'claims may not be set for Resources at pod-level')]
    : []
  const malformed = [
    ...claims,
    ...validatePodRequirements(resources, path),
    ...validateClaims(resources.claims, spec, `${path}.claims`),
  ]
  return [...malformed, ...coverErrors(spec, path)]
}

/** `validatePodResourceConsistency` */
function coverErrors(spec: PodSpec, path: string): FieldError[] {
  const { requests, limits } = spec.resources ?? {}
  const errors: FieldError[] = []
  const covers = (side: 'requests' | 'limits', list: ResourceList | undefined, counts: (name: string) => boolean) => {
    for (const [name, total] of Object.entries(containerTotal(spec, side))) {
      const whole = quantityIn(list?.[name])
      if (!counts(name) || whole === undefined || compareQuantities(total, whole) <= 0) continue
      const detail = `must be greater than or equal to aggregate container ${side} of ${formatQuantity(total)}`
      errors.push(invalidValue(`${path}.${side}[${name}]`, formatQuantity(whole), detail))
    }
  }
  covers('requests', requests, () => true)
  covers('limits', limits, (name) => name.startsWith('hugepages-'))
  return [...errors, ...limitErrors(spec, limits, path)]
}

function limitErrors(spec: PodSpec, limits: ResourceList | undefined, path: string): FieldError[] {
  const above = (limit: Quantity | undefined, whole: Quantity | undefined) =>
    limit !== undefined && whole !== undefined && compareQuantities(limit, whole) > 0
  return (spec.containers ?? []).flatMap(({ resources }, index) =>
    Object.entries(resources?.limits ?? {}).flatMap(([name, text]) => {
      const [limit, whole] = [quantityIn(text), quantityIn(limits?.[name])]
      if (!above(limit, whole)) return []
      const detail = `must be less than or equal to pod limits of ${formatQuantity(whole!)}`
      return [invalidValue(`${path}.containers[${index}][${name}].limits`, formatQuantity(limit!), detail)]
    }),
  )
}
