import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import type { Service } from '../../../model/objects/types.js'
import { isIPv6 } from '../../../model/values/addresses.js'
import { append } from '../../../model/values/append.js'
import { address } from '../../network-fields.js'
import { isHeadless } from './type-rules.js'

/** `ValidateServiceClusterIPsRelatedFields` of `pkg/apis/core/validation/validation.go`. */
export function clusterIPErrors(service: Service): FieldError[] {
  const { spec } = service
  if (spec.type === 'ExternalName') return []
  const ips = spec.clusterIPs ?? []
  const families = spec.ipFamilies ?? []
  const errors = [...agreement(service), ...familyErrors(families)]
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(spec.ipFamilyPolicy)) {
    errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies))
  }
  const wrongIPs = formErrors(ips)
  append(errors, wrongIPs)
  if (ips.length > 2) errors.push(invalidValue('spec.clusterIPs', ips, 'may only hold up to 2 values'))
  if (wrongIPs.length > 0) return errors
  if (ips.length > 1 && !(ips.length === 2 && ips.filter(isIPv6).length === 1)) {
    errors.push(invalidValue('spec.clusterIPs', ips, 'may specify no more than one IP for each IP family'))
  }
  if (isHeadless(service)) return errors
  for (const [index, ip] of ips.entries()) {
    const family = families[index]
    if (family === undefined || (family === 'IPv6') === isIPv6(ip)) continue
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``
    errors.push(invalidValue(`spec.clusterIPs[${index}]`, ip, detail))
  }
  return errors
}

const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

/** The singular and the plural field say the same. */
function agreement({ spec }: Service): FieldError[] {
  const ips = spec.clusterIPs ?? []
  if (!spec.clusterIP) {
    if (ips.length === 0) return []
    return [invalidValue('spec.clusterIPs', ips, 'must be empty when `clusterIP` is not specified')]
  }
  if (ips.length === 0) return [required('spec.clusterIPs')]
  if (ips[0] === spec.clusterIP) return []
  return [invalidValue('spec.clusterIPs', ips, 'first value must match `clusterIP`')]
}

function familyErrors(families: readonly string[]): FieldError[] {
  return families.flatMap((family, index) => {
    const field = `spec.ipFamilies[${index}]`
    const errors: FieldError[] = []
    if (family !== 'IPv4' && family !== 'IPv6') errors.push(notSupported(field, family, ['IPv4', 'IPv6']))
    if (families.indexOf(family) < index) errors.push(duplicate(field, family))
    return errors
  })
}

function formErrors(ips: readonly string[]): FieldError[] {
  return ips.flatMap((ip, index) => {
    if (index > 0 || ip !== 'None') return address(ip, `spec.clusterIPs[${index}]`)
    return ips.length === 1 ? [] : [invalidValue('spec.clusterIPs', ips, "'None' must be the first and only value")]
  })
}

/** What may not change once it is set (`validateUpgradeDowngradeClusterIPs`, `validateUpgradeDowngradeIPFamilies`). */
export function clusterIPUpdateErrors(service: Service, previous: Service): FieldError[] {
  if (service.spec.type === 'ExternalName' || previous.spec.type === 'ExternalName') return []
  return [...addressChanges(service, previous), ...familyChanges(service, previous)]
}

function addressChanges(service: Service, previous: Service): FieldError[] {
  if (isHeadless(service) && isHeadless(previous)) return []
  const now = service.spec.clusterIPs ?? []
  const before = previous.spec.clusterIPs ?? []
  const changed = (index: number) => invalidValue(`spec.clusterIPs[${index}]`, now, 'may not change once set')
  if (now.length === before.length) {
    return before.flatMap((ip, index) => (ip === now[index] ? [] : [changed(index)]))
  }
  const errors: FieldError[] = []
  if (before.length > now.length && now.length === 0) {
    errors.push(invalidValue('spec.clusterIPs[0]', now, 'primary clusterIP can not be unset'))
  }
  if (before.length > 0 && now.length > 0 && now[0] !== before[0]) errors.push(changed(0))
  if (before.length > now.length && now.length === 1) append(errors, secondReleased(service, 'clusterIP'))
  return errors
}

function familyChanges(service: Service, previous: Service): FieldError[] {
  if (isHeadless(service) || isHeadless(previous)) return []
  const now = service.spec.ipFamilies ?? []
  const before = previous.spec.ipFamilies ?? []
  const changed = (value: unknown) => invalidValue('spec.ipFamilies[0]', value, 'may not change once set')
  if (now.length === before.length)
    return before.flatMap((family, index) => (family === now[index] ? [] : [changed(now)]))
  const errors: FieldError[] = []
  if (before.length > now.length && (service.spec.clusterIPs ?? []).length === 0) {
    errors.push(invalidValue('spec.ipFamilies[0]', now, 'primary ipFamily can not be unset'))
  }
  if (before.length > 0 && now.length > 0 && now[0] !== before[0]) errors.push(changed(service.spec.clusterIPs ?? []))
  if (before.length > now.length && now.length === 1) append(errors, secondReleased(service, 'ipFamily'))
  return errors
}

function secondReleased({ spec }: Service, what: string): FieldError[] {
  if (spec.ipFamilyPolicy === 'SingleStack') return []
  const detail = `must be set to 'SingleStack' when releasing the secondary ${what}`
  return [invalidValue('spec.ipFamilyPolicy', spec.ipFamilyPolicy ?? null, detail)]
}
