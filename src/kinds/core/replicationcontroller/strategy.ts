import type { Strategy } from '../../../api/contract/strategy.js'
import type { ReplicationController } from '../../../model/objects/types.js'
import { exampleTemplate, workloadStrategy } from '../../podtemplate/index.js'
import { setReplicationControllerDefaults } from './defaults.js'
import { validateReplicationController } from './validation.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/replicationcontroller/strategy.go`). */
export const replicationControllerStrategy: Strategy<ReplicationController> = {
  ...workloadStrategy(() => ({ replicas: 0 })),
  example: {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'example', namespace: 'default' },
    spec: {
      template: exampleTemplate,
    },
    status: { replicas: 0 },
  },
  setDefaults: setReplicationControllerDefaults,
  validate: validateReplicationController,
}
