import type { Node, Pod } from '../../model/objects/types.js'
import { addressAt, addressCount, parseCidr } from '../../model/values/addresses.js'
import { podsByIp } from '../../store/indexes.js'
import type { Sync } from './sync.js'

/**
 * An address of the node's pod range for a new sandbox: the next after the one given out last, as the host-local IPAM
 * plugin does, skipping those in use. The network's own address and its gateway's are never given out.
 */
export function takeAddress(sync: Sync, node: Node): string {
  const range = parseCidr(node.spec.podCIDR ?? '10.244.255.0/24')
  const first = 2
  const count = addressCount(range) - first - 1
  const last = sync.machine.lastAddress ?? first - 1
  for (let step = 1; step <= count; step++) {
    const index = first + ((last - first + step) % count)
    const address = addressAt(range, index)
    if (address === undefined || sync.world.select<Pod>(podsByIp, address).length > 0) continue
    sync.machine = { ...sync.machine, lastAddress: index }
    return address
  }
  return ''
}
