/** Who has made the objects that every cluster has: the API server itself, and kubeadm. */
import type { OwnedFields, Writers } from '../api/contract/kind.js'
import type { KubeObject } from '../model/objects/object.js'

const all: OwnedFields = {}
const revision = { 'f:deployment.kubernetes.io/revision': all }

/** The API server keeps the endpoints of the service by which it is reached. */
export const endpointsWriters = ({ metadata }: KubeObject): Writers =>
  metadata.name === 'kubernetes' && metadata.namespace === 'default' ? { creator: 'kube-apiserver' } : {}

/** Namespaces without a maker are the first ones; their phase and finalizers come with being made. */
export const namespaceWriters = (): Writers => ({
  creator: 'kube-apiserver',
  status: 'kube-controller-manager',
  nobody: { 'f:spec': all, 'f:status': { 'f:phase': all } },
})

/** The registry gives addresses out. */
export const serviceWriters = ({ metadata }: KubeObject): Writers => ({
  creator: metadata.name === 'kubernetes' ? 'kube-apiserver' : 'kubeadm',
  status: 'cloud-controller-manager',
  nobody: { 'f:spec': { 'f:clusterIPs': all, 'f:ipFamilies': all } },
})

export function configMapWriters({ metadata: { name } }: KubeObject): Writers {
  if (name === 'kube-root-ca.crt') return {}
  return { creator: /apiserver/.test(name) ? 'kube-apiserver' : 'kubeadm' }
}

/** The controller writes a deployment's revision with its status. */
export const deploymentWriters = (): Writers => ({
  creator: 'kubeadm',
  others: [
    {
      manager: 'kube-controller-manager',
      subresource: 'status',
      fields: { 'f:metadata': { 'f:annotations': { '.': all, ...revision } }, 'f:status': all },
    },
  ],
})

/** A set that was scaled before it had no pods has had some. */
export const replicaSetWriters = ({ status }: KubeObject): Writers =>
  status?.replicas === 0 && status.observedGeneration > 1 ? { emptied: { 'f:status': { 'f:replicas': all } } } : {}

/** Every component renews its own. */
export function leaseWriters({ metadata: { name, namespace } }: KubeObject): Writers {
  if (namespace === 'kube-node-lease') return { creator: 'kubelet' }
  return { creator: name.startsWith('apiserver-') ? 'kube-apiserver' : name }
}

/** Events are written by the component that tells them. */
export function eventWriters({ source, reportingComponent }: KubeObject): Writers {
  const component = source?.component ?? reportingComponent
  if (component === 'kubelet') return { creator: 'kubelet' }
  return component === 'default-scheduler' ? { creator: 'kube-scheduler' } : {}
}
