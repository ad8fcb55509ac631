import type { Capabilities } from '../../../api/contract/capabilities.js'
import type { ReplicationController } from '../../../model/objects/types.js'
import { containerPorts, workloadCapabilities } from '../../podtemplate/index.js'

export const capabilities: Capabilities<ReplicationController> = {
  ...workloadCapabilities(({ spec }: ReplicationController) => ({ matchLabels: spec.selector ?? {} })),
  expose: {
    selector: ({ spec }) => ({ ...spec.selector }),
    ports: ({ spec }) => containerPorts(spec.template?.spec),
  },
}
