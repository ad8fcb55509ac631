import type { Machine } from '../../model/objects/machine.js'
import type { Node } from '../../model/objects/types.js'
import type { RuntimeWorld } from './world.js'

/** Why the API server cannot reach a node's kubelet, for logs, exec and attach; undefined when it can. */
export function machineFault(node: string, world: RuntimeWorld): { address: string; reason: string } | undefined {
  const machine = world.get<Machine>(`machines/${node}`)
  const addresses = world.get<Node>(`nodes/${node}`)?.status.addresses
  const address = addresses?.find(({ type }) => type === 'InternalIP')?.address ?? machine?.address ?? ''
  if (machine?.power.on === false) return { address, reason: 'connect: no route to host' }
  return machine?.kubelet.running === false ? { address, reason: 'connect: connection refused' } : undefined
}
