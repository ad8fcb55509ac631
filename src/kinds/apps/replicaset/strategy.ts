import type { Strategy } from '../../../api/contract/strategy.js'
import type { PodTemplate, ReplicaSet } from '../../../model/objects/types.js'
import { exampleTemplate, setPodTemplateDefaults, workloadStrategy } from '../../podtemplate/index.js'
import { validateReplicaSet } from './validation.js'
import { replicaSetWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/apps/replicaset/strategy.go`). */
export const replicaSetStrategy: Strategy<ReplicaSet> = {
  ...workloadStrategy(() => ({ replicas: 0 })),
  example: {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'example', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'example' } },
      template: exampleTemplate,
    },
    status: { replicas: 0 },
  },
  setDefaults(draft) {
    draft.spec ??= {} as ReplicaSet['spec']
    draft.spec.replicas ??= 1
    draft.spec.template ??= {} as PodTemplate
    setPodTemplateDefaults(draft.spec.template)
  },
  validate: validateReplicaSet,
  writers: replicaSetWriters,
}
