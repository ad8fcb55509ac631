import type { Writers } from '../../../api/contract/writers.js'
import type { KubeObject } from '../../../model/objects/object.js'

/** The API server keeps the endpoints of the service by which it is reached. */
export const endpointsWriters = ({ metadata }: KubeObject): Writers =>
  metadata.name === 'kubernetes' && metadata.namespace === 'default' ? { creator: 'kube-apiserver' } : {}
