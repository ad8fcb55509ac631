import type { Writers } from '../../../api/contract/writers.js'
import type { KubeObject } from '../../../model/objects/object.js'

/** Events are written by the component that tells them. */
export function eventWriters({ source, reportingComponent }: KubeObject): Writers {
  const component = source?.component ?? reportingComponent
  if (component === 'kubelet') return { creator: 'kubelet' }
  return component === 'default-scheduler' ? { creator: 'kube-scheduler' } : {}
}
