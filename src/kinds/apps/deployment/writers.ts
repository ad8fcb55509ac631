import type { OwnedFields, Writers } from '../../../api/contract/writers.js'

const all: OwnedFields = {}
const revision = { 'f:deployment.kubernetes.io/revision': all }

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
