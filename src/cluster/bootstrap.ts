/**
 * What a new cluster holds, as data: the machines (their kubelets register the nodes), the namespaces, and what a kubeadm
 * cluster runs in kube-system. One file a concept; what belongs to kinds that are yet to come (StorageClass,
 * PriorityClass, ClusterRole, kube-proxy's DaemonSet) gets a file of its own beside these and a line below.
 */

import type { Instant, KubeObject } from '../model/object.js'
import type { ClusterSettings } from '../model/settings.js'
import type { RandomSource } from '../simulation/random.js'
import { serviceAccounts } from './bootstrap-accounts.js'
import { configMaps } from './bootstrap-config.js'
import { staticPods } from './bootstrap-control-plane.js'
import { coredns } from './bootstrap-coredns.js'
import { kubeProxyPods } from './bootstrap-kube-proxy.js'
import { controlPlaneLeases } from './bootstrap-leases.js'
import { clusterServices } from './bootstrap-services.js'

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

/** Everything a new cluster begins with, in the order in which it can be created. */
export function bootstrapObjects(bootstrap: Bootstrap): readonly BootstrapObject[] {
  const names = [controlPlaneName, ...Array.from({ length: bootstrap.workers }, (_, index) => `worker-${index + 1}`)]
  return [
    ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(namespace),
    ...names.map((name) => machine(name, bootstrap.now)),
    ...serviceAccounts(),
    ...configMaps(bootstrap),
    ...clusterServices(bootstrap),
    ...controlPlaneLeases(bootstrap),
    ...coredns(),
    ...staticPods(bootstrap),
    ...kubeProxyPods(bootstrap, names),
  ]
}

function namespace(name: string): BootstrapObject {
  return { resource: 'namespaces', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {} } }
}

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
