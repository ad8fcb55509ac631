import type { Strategy } from '../../../api/contract/strategy.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { PodTemplate, ReplicaSet } from '../../../model/objects/types.js'
import { dropDisabled, nameWarnings, podWarnings, setPodTemplateDefaults } from '../../podtemplate/index.js'
import { validateReplicaSet } from './validation.js'
import { replicaSetWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/apps/replicaset/strategy.go`). */
export const replicaSetStrategy: Strategy<ReplicaSet> = {
  example: {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'example', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'example' } },
      template: {
        metadata: { labels: { app: 'example' } },
        spec: { containers: [{ name: 'main', image: 'nginx' }] },
      },
    },
    status: { replicas: 0 },
  },
  setDefaults(draft) {
    draft.spec ??= {} as ReplicaSet['spec']
    draft.spec.replicas ??= 1
    draft.spec.template ??= {} as PodTemplate
    setPodTemplateDefaults(draft.spec.template)
  },
  prepare(draft, previous, _subresource, features = newestFeatures) {
    dropDisabled(draft.spec.template?.spec, previous?.spec.template?.spec, features)
    if (previous === undefined) draft.status = { replicas: 0 }
  },
  validate: validateReplicaSet,
  warnings: ({ metadata, spec }, previous) => [
    ...(previous === undefined ? nameWarnings(metadata.name, 'Pod names and hostnames') : []),
    ...(spec.template?.spec ? podWarnings(spec.template.spec, 'spec.template.spec', spec.template.metadata) : []),
  ],
  hasGeneration: true,
  writers: replicaSetWriters,
}
