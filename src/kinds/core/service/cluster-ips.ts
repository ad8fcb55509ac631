import type { Admission } from '../../../api/contract/admission.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import { internalError, invalid } from '../../../api/contract/status-errors.js'
import type { Service } from '../../../model/objects/types.js'
import {
  addressAt,
  addressCount,
  addressNumber,
  type Cidr,
  formatAddress,
  formatCidr,
  parseCidr,
} from '../../../model/values/addresses.js'
import { isHeadless } from './type-rules.js'

/** Gives the service its cluster IP, or takes the one that it asks for (`allocClusterIPs`). */
export function allocateClusterIPs(draft: Service, admission: Admission, previous: Service | undefined): void {
  const { spec } = draft
  if (spec.type === 'ExternalName' || isHeadless(draft)) return
  if (previous !== undefined && previous.spec.type !== 'ExternalName') return
  const range = parseCidr(admission.settings.serviceRange)
  const wanted = spec.clusterIPs?.[0] ?? ''
  if (wanted !== '') take(draft, wanted, range, admission)
  const ip = wanted === '' ? allocateNext(draft, range, admission) : wanted
  spec.clusterIP = ip
  spec.clusterIPs = [ip]
}

function take(service: Service, ip: string, range: Cidr, admission: Admission): void {
  const problem = obstacle(ip, range, admission)
  if (problem === undefined) return
  const error = invalidValue('spec.clusterIPs', service.spec.clusterIPs, `failed to allocate IP ${ip}: ${problem}`)
  throw invalid({ group: '', kind: 'Service' }, service.metadata.name, [error])
}

/** Why an address cannot be had; the network's own and the last one are nobody's. */
function obstacle(ip: string, range: Cidr, { dryRun, reader }: Admission): string | undefined {
  const index = (addressNumber(ip) ?? -1) - range.base
  if (index <= 0 || index >= addressCount(range) - 1) {
    const valid = `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${formatCidr(range)}`
    return dryRun ? valid : 'the provided network does not match the current range'
  }
  // A dry run does not look whether the address is free (`allocateService` of ipallocator/ipallocator.go).
  return !dryRun && heldAddresses(reader).has(ip) ? 'provided IP is already allocated' : undefined
}

function heldAddresses(reader: Admission['reader']): Set<string> {
  return new Set(reader.list<Service>('services').flatMap(({ spec }) => spec.clusterIPs ?? []))
}

/**
 * A random free address, taken from the lower end of the range only when the rest is used up: that end is for services
 * that ask for an address (KEP-3070). A dry run gets the network's own address.
 */
function allocateNext(service: Service, range: Cidr, admission: Admission): string {
  if (admission.dryRun) return formatAddress(range.base)
  const size = addressCount(range) - 2
  const reserved = reservedAddresses(size)
  const held = heldAddresses(admission.reader)
  const { namespace, name, uid } = service.metadata
  const random = admission.random(`cluster-ip/${namespace}/${name}/${uid}`)
  for (const [first, count] of [
    [reserved, size - reserved],
    [0, reserved],
  ] as const) {
    const start = count > 0 ? random.below(count) : 0
    for (let step = 0; step < count; step++) {
      const ip = addressAt(range, 1 + first + ((start + step) % count))
      if (ip !== undefined && !held.has(ip)) return ip
    }
  }
  throw internalError('failed to allocate a serviceIP: range is full')
}

/** `calculateRangeOffset`: a sixteenth of the range, between 16 and 256. */
function reservedAddresses(size: number): number {
  return size < 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256)
}
