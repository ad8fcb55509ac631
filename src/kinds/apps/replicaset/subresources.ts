import type { Subresources } from '../../../api/registry/core.js'
import { status } from '../../../api/requests/parts.js'
import { scale } from '../../../api/requests/scale.js'
import type { ReplicaSet } from '../../../model/objects/types.js'
import { workloadReplicas } from '../../podtemplate/index.js'

export const replicaSetSubresources: Subresources<ReplicaSet> = {
  scale: scale(workloadReplicas(({ spec }) => spec.selector)),
  status,
}
