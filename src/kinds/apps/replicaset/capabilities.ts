import type { Capabilities } from '../../../api/contract/capabilities.js'
import type { ReplicaSet } from '../../../model/objects/types.js'
import { containerPorts, labelsToSelect, workloadCapabilities } from '../../podtemplate/index.js'

export const capabilities: Capabilities<ReplicaSet> = {
  ...workloadCapabilities(({ spec }: ReplicaSet) => spec.selector),
  expose: {
    selector: ({ spec }) => labelsToSelect(spec.selector, 'replicaset'),
    ports: ({ spec }) => containerPorts(spec.template?.spec),
  },
}
