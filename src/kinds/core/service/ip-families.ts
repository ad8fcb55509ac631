import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import { invalid } from '../../../api/contract/status-errors.js'
import type { Service } from '../../../model/objects/types.js'
import { addressNumber } from '../../../model/values/addresses.js'
import { clusterIPErrors } from './validation-cluster-ips.js'

/**
 * Fills `ipFamilyPolicy` and `ipFamilies` for a cluster of IPv4 alone, or refuses what such a cluster does not have
 * (`initIPFamilyFields` of `pkg/registry/core/service/storage/alloc.go`).
 */
export function initialiseFamilies(draft: Service, previous: Service | undefined): void {
  const { spec } = draft
  if (spec.type === 'ExternalName') return
  // Headless without selector: whoever writes the endpoints may use both families.
  const anyFamily = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0
  spec.ipFamilyPolicy ??= previous?.spec.ipFamilyPolicy ?? (anyFamily ? 'RequireDualStack' : 'SingleStack')
  refuse(draft, clusterIPErrors(draft))
  if (previous !== undefined && spec.ipFamilyPolicy === 'SingleStack') releaseSecond(draft, previous)
  refuse(draft, policyErrors(draft, previous))
  refuse(draft, inferFamilies(draft))
  if (anyFamily) {
    const families: NonNullable<typeof spec.ipFamilies> = spec.ipFamilies?.length ? spec.ipFamilies : ['IPv4']
    const single = families.length > 1 || spec.ipFamilyPolicy === 'SingleStack'
    spec.ipFamilies = single ? families : [...families, families[0] === 'IPv4' ? 'IPv6' : 'IPv4']
    return
  }
  refuse(draft, familyErrors(draft))
  if (!spec.ipFamilies?.length) spec.ipFamilies = ['IPv4']
}

function refuse(service: Service, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', errors)
}

/** Asking for a single stack without changing the lists means their first entries. */
function releaseSecond({ spec }: Service, { spec: old }: Service): void {
  if (same(spec.clusterIPs, old.clusterIPs) && spec.clusterIPs) spec.clusterIPs = spec.clusterIPs.slice(0, 1)
  if (same(spec.ipFamilies, old.ipFamilies) && spec.ipFamilies) spec.ipFamilies = spec.ipFamilies.slice(0, 1)
}

const same = (a: readonly string[] = [], b: readonly string[] = []) =>
  a.length === b.length && a.every((item, index) => item === b[index])

function policyErrors({ spec }: Service, previous: Service | undefined): FieldError[] {
  const invalidPolicy = (detail: string) => invalidValue('spec.ipFamilyPolicy', spec.ipFamilyPolicy, detail)
  const ips = spec.clusterIPs?.length ?? 0
  const families = spec.ipFamilies?.length ?? 0
  const errors: FieldError[] = []
  if (spec.ipFamilyPolicy === 'SingleStack') {
    const wanted = "must be 'RequireDualStack' or 'PreferDualStack' when multiple"
    if (ips === 2) errors.push(invalidPolicy(`${wanted} cluster IPs are specified`))
    if (families === 2) errors.push(invalidPolicy(`${wanted} IP families are specified`))
  } else if (previous !== undefined) {
    const reduced = (now: number, before = 0) => now > 0 && now < before
    const release = (what: string) => invalidPolicy(`must be 'SingleStack' to release the secondary ${what}`)
    if (reduced(ips, previous.spec.clusterIPs?.length)) errors.push(release('cluster IP'))
    if (reduced(families, previous.spec.ipFamilies?.length)) errors.push(release('IP family'))
  }
  return errors
}

/** The families of the addresses that were given. */
function inferFamilies({ spec }: Service): FieldError[] {
  const errors: FieldError[] = []
  const families = [...(spec.ipFamilies ?? [])]
  for (const [index, ip] of (spec.clusterIPs ?? []).entries()) {
    if (ip === 'None') break
    if (index < families.length) continue
    if (addressNumber(ip) !== undefined) families.push('IPv4')
    else
      errors.push(invalidValue(`spec.clusterIPs[${index}]`, spec.clusterIPs, 'IPv6 is not configured on this cluster'))
  }
  if (families.length > 0) spec.ipFamilies = families
  return errors
}

function familyErrors({ spec }: Service): FieldError[] {
  const errors: FieldError[] = []
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    const detail = 'this cluster is not configured for dual-stack services'
    errors.push(invalidValue('spec.ipFamilyPolicy', spec.ipFamilyPolicy, detail))
  }
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    if (family === 'IPv4') continue
    errors.push(invalidValue(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'))
  }
  return errors
}
