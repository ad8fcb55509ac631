import type { Pod } from '../../model/objects/types.js'

/** A port of the node that a pod takes for itself. */
export interface HostPort {
  readonly address: string
  readonly protocol: string
  readonly port: number
}

const none: readonly HostPort[] = []
const ANY_ADDRESS = '0.0.0.0'

/** The host ports of a pod's containers (on the host's network, every port is one). */
export function hostPortsOf(pod: Pod): readonly HostPort[] {
  let found: HostPort[] | undefined
  for (const container of pod.spec.containers) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? []) {
      if (hostPort === undefined || hostPort <= 0) continue
      found ??= []
      found.push({ address: hostIP || ANY_ADDRESS, protocol: protocol ?? 'TCP', port: hostPort })
    }
  }
  return found ?? none
}

/** `HostPortInfo.CheckConflict`: the same port on the same address, or on all of them. */
export function portsConflict(wanted: readonly HostPort[], taken: readonly HostPort[]): boolean {
  return wanted.some((want) =>
    taken.some(
      (other) =>
        want.port === other.port &&
        want.protocol === other.protocol &&
        (want.address === other.address || want.address === ANY_ADDRESS || other.address === ANY_ADDRESS),
    ),
  )
}
