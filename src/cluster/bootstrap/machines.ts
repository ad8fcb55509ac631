import type { Instant, KubeObject } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { RandomSource } from '../../simulation/random.js'

/** An object to be created, and where the store keeps its like. */
export interface BootstrapObject {
  readonly resource: string
  readonly object: KubeObject
}

export interface Bootstrap {
  readonly settings: ClusterSettings
  readonly now: Instant
  readonly random: RandomSource
  /** Machines beside the control plane, `worker-1` to `worker-n`. */
  readonly workers: number
}

export const controlPlaneName = 'control-plane'
/** Where the API server is reached, by nodes and pods alike. */
export const apiServer = { address: '192.168.49.2', port: 6443 }

/** A machine that is on, with everything on it running. */
export function machine(name: string, now: Instant): BootstrapObject {
  const running = { running: true, since: now }
  const first = name === controlPlaneName
  return {
    resource: 'machines',
    object: {
      apiVersion: 'kubesim/v1',
      kind: 'Machine',
      metadata: { name },
      role: first ? 'control-plane' : 'worker',
      ...(first ? { address: apiServer.address } : {}),
      kubelet: running,
      kubeProxy: running,
      power: { on: true, since: now },
    },
  }
}
