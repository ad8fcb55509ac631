import type { OwnedFields, Writers } from '../../../api/contract/writers.js'
import type { KubeObject } from '../../../model/objects/object.js'

const all: OwnedFields = {}

/** The registry gives addresses out. */
export const serviceWriters = ({ metadata }: KubeObject): Writers => ({
  creator: metadata.name === 'kubernetes' ? 'kube-apiserver' : 'kubeadm',
  status: 'cloud-controller-manager',
  nobody: { 'f:spec': { 'f:clusterIPs': all, 'f:ipFamilies': all } },
})
