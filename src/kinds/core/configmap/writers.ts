import type { Writers } from '../../../api/contract/writers.js'
import type { KubeObject } from '../../../model/objects/object.js'

export function configMapWriters({ metadata: { name } }: KubeObject): Writers {
  if (name === 'kube-root-ca.crt') return {}
  return { creator: /apiserver/.test(name) ? 'kube-apiserver' : 'kubeadm' }
}
