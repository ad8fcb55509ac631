/**
 * What a new cluster holds, as data: the machines (their kubelets register the nodes), the namespaces, and what a kubeadm
 * cluster runs in kube-system. One file a concept; what belongs to kinds that are yet to come (StorageClass,
 * kube-proxy's DaemonSet) gets a file of its own beside these and a line below.
 */
import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import { serviceAccounts } from './accounts.js'
import { configMaps } from './config.js'
import { staticPods } from './control-plane.js'
import { coredns } from './coredns.js'
import { kubeProxyPods } from './kube-proxy.js'
import { controlPlaneLeases } from './leases.js'
import { type Bootstrap, type BootstrapObject, controlPlaneName, machine } from './machines.js'
import { policyObjects } from './policy.js'
import { priorityClasses } from './priority-classes.js'
import { clusterServices } from './services.js'

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
    ...coredns(bootstrap),
    ...staticPods(bootstrap),
    ...kubeProxyPods(bootstrap, names),
  ]
}

/** What is there before anything else: the roles and classes that the API server makes before it answers the first request. */
export function nativeObjects(bootstrap: Bootstrap): ReadonlyMap<ObjectKey, KubeObject> {
  return new Map([...policyObjects(bootstrap), ...priorityClasses(bootstrap)])
}

function namespace(name: string): BootstrapObject {
  return { resource: 'namespaces', object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {} } }
}
