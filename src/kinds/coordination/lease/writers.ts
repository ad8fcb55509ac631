import type { Writers } from '../../../api/contract/writers.js'
import type { KubeObject } from '../../../model/objects/object.js'

/** Every component renews its own. */
export function leaseWriters({ metadata: { name, namespace } }: KubeObject): Writers {
  if (namespace === 'kube-node-lease') return { creator: 'kubelet' }
  return { creator: name.startsWith('apiserver-') ? 'kube-apiserver' : name }
}
