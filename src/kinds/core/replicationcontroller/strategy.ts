import type { Strategy } from '../../../api/contract/strategy.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { ReplicationController } from '../../../model/objects/types.js'
import { dropDisabled, nameWarnings, podWarnings } from '../../podtemplate/index.js'
import { setReplicationControllerDefaults } from './defaults.js'
import { validateReplicationController } from './validation.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/replicationcontroller/strategy.go`). */
export const replicationControllerStrategy: Strategy<ReplicationController> = {
  example: {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'example', namespace: 'default' },
    spec: {
      template: {
        metadata: { labels: { app: 'example' } },
        spec: { containers: [{ name: 'main', image: 'nginx' }] },
      },
    },
    status: { replicas: 0 },
  },
  setDefaults: setReplicationControllerDefaults,
  prepare(draft, previous, _subresource, features = newestFeatures) {
    dropDisabled(draft.spec.template?.spec, previous?.spec.template?.spec, features)
    if (previous === undefined) draft.status = { replicas: 0 }
  },
  validate: validateReplicationController,
  warnings: ({ metadata, spec }, previous) => [
    ...(previous === undefined ? nameWarnings(metadata.name, 'Pod names and hostnames') : []),
    ...(spec.template?.spec ? podWarnings(spec.template.spec, 'spec.template.spec', spec.template.metadata) : []),
  ],
  hasGeneration: true,
}
