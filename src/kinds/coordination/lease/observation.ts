import type { Machine } from '../../../model/objects/machine.js'
import { type Instant, type Millis, objectKey } from '../../../model/objects/object.js'
import { instantOf, microTimestamp } from '../../../model/objects/time.js'
import type { Lease } from '../../../model/objects/types.js'
import type { Reader } from '../../../store/store.js'

/** `nodeLeaseDurationSeconds` is 40 s, of which a kubelet renews every fourth. */
const nodeRenewal: Millis = 10_000
/** `--leader-elect-retry-period` of the control plane's components. */
const leaderRenewal: Millis = 2_000
const serverRenewal: Millis = 10_000

/** A lease as its holder last renewed it. Renewals are not stored: who is alive renews on time. */
export function observe(lease: Lease, { now, reader }: { now: Instant; reader: Reader }): Lease {
  const renewed = lastRenewal(lease, now, reader)
  return renewed === undefined ? lease : { ...lease, spec: { ...lease.spec, renewTime: microTimestamp(renewed) } }
}

function lastRenewal({ metadata, spec }: Lease, now: Instant, reader: Reader): Instant | undefined {
  const acquired = instantOf(spec.acquireTime ?? spec.renewTime ?? metadata.creationTimestamp)
  if (metadata.namespace === 'kube-node-lease') {
    const machine = reader.get<Machine>(objectKey('machines', '', metadata.name))
    if (machine === undefined) return undefined
    return onBeat(acquired, Math.min(now, lastAlive(machine, now)), nodeRenewal)
  }
  // The control plane itself does not fail.
  if (metadata.namespace !== 'kube-system') return undefined
  if (spec.holderIdentity?.startsWith('control-plane_')) return onBeat(acquired, now, leaderRenewal)
  return spec.holderIdentity?.startsWith('apiserver-') ? onBeat(acquired, now, serverRenewal) : undefined
}

/** Until when the kubelet of a machine has posted. */
function lastAlive({ kubelet, power }: Machine, now: Instant): Instant {
  return Math.min(kubelet.running ? now : kubelet.since, power.on ? now : power.since)
}

/** The last beat of a period that began at an instant; never before it. */
function onBeat(begun: Instant, until: Instant, period: Millis): Instant {
  return begun + Math.max(0, Math.floor((until - begun) / period)) * period
}
