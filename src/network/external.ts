import { addressNumber } from '../model/values/addresses.js'
import { fnv32a } from '../model/values/hash.js'

/** Top-level domains under which names are taken to exist outside the cluster. */
const realDomains = new Set(
  'com org net io dev edu gov info app cloud ai co me us uk de fr nl be ch at it es se no dk fi pl cz pt ie eu ca au nz jp cn in br'.split(
    ' ',
  ),
)

/**
 * The address of a name outside the cluster: names that look real get one of 203.0.113.0/24, which is kept for examples
 * (RFC 5737), always the same. Nobody answers there: the cluster has no way out.
 */
export function externalAddress(name: string): string | undefined {
  if (addressNumber(name) !== undefined) return name
  const labels = name.split('.')
  const isWellFormed = labels.length >= 2 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label))
  if (!isWellFormed || !realDomains.has(labels.at(-1) ?? '')) return undefined
  return `203.0.113.${1 + (fnv32a(name) % 254)}`
}
