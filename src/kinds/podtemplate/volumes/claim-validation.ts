import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, invalidValue, notFoundValue, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import { isDNS1123Label, isDNS1123Subdomain } from '../../../model/objects/names.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { wrongs } from '../scheduling/label-validation.js'

/** Claims for devices: those of a pod, and those that its containers use of them. */
type PodClaim = NonNullable<PodSpec['resourceClaims']>[number]
type Claims = NonNullable<NonNullable<Container['resources']>['claims']>

/** `validatePodResourceClaims`. */
export function validatePodClaims({ resourceClaims }: PodSpec, path: string): FieldError[] {
  const names = new Set<string>()
  return (resourceClaims ?? []).flatMap((claim, index) => validatePodClaim(claim, `${path}[${index}]`, names))
}

function validatePodClaim(claim: PodClaim, path: string, names: Set<string>): FieldError[] {
  const { name = '', resourceClaimName, resourceClaimTemplateName } = claim
  const shown = new GoStruct({
    Name: name,
    ResourceClaimName: resourceClaimName,
    ResourceClaimTemplateName: resourceClaimTemplateName,
  })
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${path}.name`))
  else if (names.has(name)) errors.push(duplicate(`${path}.name`, name))
  else append(errors, wrongs(`${path}.name`, name, isDNS1123Label(name)))
  names.add(name)
  if (resourceClaimName != null && resourceClaimTemplateName != null) {
    const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
    errors.push(invalidValue(path, shown, detail))
  }
  if (resourceClaimName == null && resourceClaimTemplateName == null) {
    errors.push(invalidValue(path, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'))
  }
  for (const field of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
    const value = claim[field]
    if (value != null) append(errors, wrongs(`${path}.${field}`, value, isDNS1123Subdomain(value)))
  }
  return errors
}

/** `validateResourceClaimNames`: each claim, or each request of one, once. */
export function validateClaims(claims: Claims | undefined, { resourceClaims }: PodSpec, path: string): FieldError[] {
  const known = [...new Set((resourceClaims ?? []).map(({ name }) => name).filter((name) => name))].sort()
  const seen = new Set<string>()
  return (claims ?? []).flatMap(({ name = '', request = '' }, index) => {
    const at = `${path}[${index}]`
    if (name === '') return [required(at)]
    const errors: FieldError[] = []
    if (seen.has(name)) errors.push(duplicate(at, name))
    else {
      const key = request === '' ? name : `${name}/${request}`
      if (request !== '') append(errors, wrongs(`${at}.request`, request, isDNS1123Label(request)))
      const parts = [...seen].filter((other) => other.startsWith(`${name}/`))
      if (seen.has(key)) errors.push(duplicate(at, key))
      else if (request === '')
        append(
          errors,
          parts.map(() => duplicate(at, name)),
        )
      seen.add(key)
    }
    if (known.includes(name)) return errors
    const names = known.length === 0 ? ' which is empty' : `: ${known.join(', ')}`
    return [
      ...errors,
      { ...notFoundValue(at, name), detail: `must be one of the names in pod.spec.resourceClaims${names}` },
    ]
  })
}
