import type { Deployment, PodTemplate } from '../../../model/objects/types.js'
import { setPodTemplateDefaults } from '../../podtemplate/index.js'

/** `SetDefaults_Deployment` of `apps/v1`. */
export function setDeploymentDefaults(draft: Deployment): void {
  draft.spec ??= {} as Deployment['spec']
  const { spec } = draft
  spec.replicas ??= 1
  spec.strategy ??= {}
  spec.strategy.type ||= 'RollingUpdate'
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {}
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%'
    spec.strategy.rollingUpdate.maxSurge ??= '25%'
  }
  spec.revisionHistoryLimit ??= 10
  spec.progressDeadlineSeconds ??= 600
  spec.template ??= {} as PodTemplate
  setPodTemplateDefaults(spec.template)
}
