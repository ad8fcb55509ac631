import type { Capabilities } from '../../../api/contract/capabilities.js'
import type { Deployment } from '../../../model/objects/types.js'
import { containerPorts, labelsToSelect, workloadCapabilities } from '../../podtemplate/index.js'
import { deploymentRollout } from './rollout.js'

export const capabilities: Capabilities<Deployment> = {
  ...workloadCapabilities(({ spec }: Deployment) => spec.selector),
  expose: {
    selector: ({ spec }) => labelsToSelect(spec.selector, 'deployment'),
    ports: ({ spec }) => containerPorts(spec.template?.spec),
  },
  rollout: deploymentRollout,
}
