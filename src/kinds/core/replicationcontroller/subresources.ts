import type { Subresources } from '../../../api/registry/core.js'
import { status } from '../../../api/requests/parts.js'
import { scale } from '../../../api/requests/scale.js'
import type { ReplicationController } from '../../../model/objects/types.js'
import { workloadReplicas } from '../../podtemplate/index.js'

export const replicationControllerSubresources: Subresources<ReplicationController> = {
  scale: scale(workloadReplicas(({ spec }) => ({ matchLabels: spec.selector ?? {} }))),
  status,
}
