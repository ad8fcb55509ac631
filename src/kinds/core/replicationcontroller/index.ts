/** ReplicationController: a number of pods of one template, found by equal labels. */
import type { Kind } from '../../../api/contract/kind.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { ReplicationController } from '../../../model/objects/types.js'
import {
  containerPorts,
  dropDisabled,
  nameWarnings,
  podWarnings,
  workloadCapabilities,
} from '../../podtemplate/index.js'
import { replicationControllerColumns } from './columns.js'
import { setReplicationControllerDefaults } from './defaults.js'
import { validateReplicationController } from './validation.js'

export const replicationController: Kind<ReplicationController> = {
  names: {
    group: '',
    version: 'v1',
    kind: 'ReplicationController',
    plural: 'replicationcontrollers',
    singular: 'replicationcontroller',
    short: ['rc'],
    categories: ['all'],
  },
  scope: 'Namespaced',
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
  definition: 'io.k8s.api.core.v1.ReplicationController',
  subresources: ['scale', 'status'],
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
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  columns: replicationControllerColumns,
  describe: async (object, view) => (await import('./describe.js')).describeReplicationController(object, view),
  capabilities: {
    ...workloadCapabilities(({ spec }: ReplicationController) => ({ matchLabels: spec.selector ?? {} })),
    expose: {
      selector: ({ spec }) => ({ ...spec.selector }),
      ports: ({ spec }) => containerPorts(spec.template?.spec),
    },
  },
}
