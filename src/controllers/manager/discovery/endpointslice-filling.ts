import type { EndpointSlice } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'

export type Endpoint = EndpointSlice['endpoints'][number]
export type SlicePort = NonNullable<EndpointSlice['ports']>[number]

/** `--max-endpoints-per-slice` */
const mostEndpoints = 100

/** The slices of one set of ports, and what must be written to make them hold the endpoints that they should. */
export interface Filling {
  readonly update: EndpointSlice[]
  /** Endpoints of slices yet to be made. */
  readonly create: Endpoint[][]
  readonly remove: EndpointSlice[]
}

/** A slice as it will be. */
interface PlannedSlice {
  readonly slice: EndpointSlice
  readonly endpoints: Endpoint[]
  changed: boolean
}

/**
 * Changes as few slices as it can (`reconcileByPortMapping` of k8s.io/endpointslice): endpoints stay where they are; new
 * ones go first to slices that change anyhow, then to the one slice that they fill best, then to new slices.
 */
export function fill(slices: readonly EndpointSlice[], desired: readonly Endpoint[], labelsChanged: boolean): Filling {
  const missing = new Map(desired.map((endpoint) => [idOf(endpoint), endpoint]))
  const planned = slices.map((slice) => keep(slice, missing, labelsChanged))
  const remove = planned.filter(({ endpoints }) => endpoints.length === 0).map(({ slice }) => slice)
  const kept = planned.filter(({ endpoints }) => endpoints.length > 0)
  const rest = [...missing.values()].sort(byAddress)
  const byFullness = (a: PlannedSlice, b: PlannedSlice) => b.endpoints.length - a.endpoints.length
  for (const slice of kept.filter(({ changed }) => changed).sort(byFullness)) {
    append(slice.endpoints, rest.splice(0, mostEndpoints - slice.endpoints.length))
  }
  const fits = ({ endpoints, changed }: PlannedSlice) => !changed && endpoints.length + rest.length <= mostEndpoints
  const best = rest.length === 0 ? undefined : kept.filter(fits).sort(byFullness)[0]
  if (best !== undefined) {
    append(best.endpoints, rest.splice(0))
    best.changed = true
  }
  const create: Endpoint[][] = []
  while (rest.length > 0) create.push(rest.splice(0, mostEndpoints))
  const update = kept
    .filter(({ changed }) => changed)
    .map(({ slice, endpoints }) => ({ ...slice, endpoints: endpoints.sort(byAddress) }))
  return { update, create, remove }
}

/** The endpoints of a slice that are still wanted, as they are now; takes them off the list of those missing. */
function keep(slice: EndpointSlice, missing: Map<string, Endpoint>, labelsChanged: boolean): PlannedSlice {
  const endpoints: Endpoint[] = []
  let changed = labelsChanged
  for (const endpoint of slice.endpoints ?? []) {
    const wanted = missing.get(idOf(endpoint))
    if (wanted === undefined) {
      changed = true
      continue
    }
    missing.delete(idOf(endpoint))
    endpoints.push(wanted)
    changed ||= !deepEqual(wanted, endpoint)
  }
  return { slice, endpoints, changed }
}

/** One address of one target; what else is told of it may change (`hashEndpoint`). */
function idOf({ addresses, targetRef, hostname }: Endpoint): string {
  return `${addresses.join(',')} ${targetRef?.uid ?? ''} ${hostname ?? ''}`
}

const byAddress = (a: Endpoint, b: Endpoint) => compareKeys(a.addresses[0] ?? '', b.addresses[0] ?? '')

/** Slices with the same ports, whatever their order (`NewPortMapKey`). */
export function portsKey(ports: readonly SlicePort[] | undefined | null): string {
  const texts = (ports ?? []).map(({ name, port, protocol, appProtocol }) =>
    JSON.stringify([name ?? '', port, protocol, appProtocol]),
  )
  return texts.sort().join()
}

/** Slices by what `key` says of each, in their order. */
export function slicesBy(
  slices: readonly EndpointSlice[],
  key: (slice: EndpointSlice) => string,
): Map<string, EndpointSlice[]> {
  const groups = new Map<string, EndpointSlice[]>()
  for (const slice of slices) groups.set(key(slice), [...(groups.get(key(slice)) ?? []), slice])
  return groups
}
