import type { OwnedFields, Writers } from '../../../api/contract/writers.js'

const all: OwnedFields = {}

/** Namespaces without a maker are the first ones; their phase and finalizers come with being made. */
export const namespaceWriters = (): Writers => ({
  creator: 'kube-apiserver',
  status: 'kube-controller-manager',
  nobody: { 'f:spec': all, 'f:status': { 'f:phase': all } },
})
