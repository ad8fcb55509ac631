import type { ReplicationController } from '../../../model/objects/types.js'
import { setPodTemplateDefaults } from '../../podtemplate/index.js'

/** `SetDefaults_ReplicationController`: labels and selector are those of the template unless given. */
export function setReplicationControllerDefaults(draft: ReplicationController): void {
  draft.spec ??= {}
  const { spec } = draft
  spec.replicas ??= 1
  if (spec.template == null) return
  setPodTemplateDefaults(spec.template)
  const labels = spec.template.metadata?.labels
  if (labels === undefined) return
  if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels }
  if (Object.keys(draft.metadata.labels ?? {}).length === 0) draft.metadata.labels = { ...labels }
}
