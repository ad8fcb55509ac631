import type { Subresources } from '../../../api/registry/core.js'
import { status } from '../../../api/requests/parts.js'
import { scale } from '../../../api/requests/scale.js'
import type { Deployment } from '../../../model/objects/types.js'
import { workloadReplicas } from '../../podtemplate/index.js'

export const deploymentSubresources: Subresources<Deployment> = {
  scale: scale(workloadReplicas(({ spec }) => spec.selector)),
  status,
}
