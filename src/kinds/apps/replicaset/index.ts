/** ReplicaSet: a number of pods of one template; most of them belong to a Deployment. */
import type { Kind } from '../../../api/contract/kind.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { PodTemplate, ReplicaSet } from '../../../model/objects/types.js'
import {
  containerPorts,
  dropDisabled,
  labelsToSelect,
  nameWarnings,
  podWarnings,
  setPodTemplateDefaults,
  workloadCapabilities,
} from '../../podtemplate/index.js'
import { replicaSetWriters } from '../../writers.js'
import { replicaSetColumns } from './columns.js'
import { validateReplicaSet } from './validation.js'

export const replicaSet: Kind<ReplicaSet> = {
  names: {
    group: 'apps',
    version: 'v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    singular: 'replicaset',
    short: ['rs'],
    categories: ['all'],
  },
  scope: 'Namespaced',
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
  definition: 'io.k8s.api.apps.v1.ReplicaSet',
  subresources: ['scale', 'status'],
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
  columns: replicaSetColumns,
  describe: async (object, view) => (await import('./describe.js')).describeReplicaSet(object, view),
  capabilities: {
    ...workloadCapabilities(({ spec }: ReplicaSet) => spec.selector),
    expose: {
      selector: ({ spec }) => labelsToSelect(spec.selector, 'replicaset'),
      ports: ({ spec }) => containerPorts(spec.template?.spec),
    },
  },
}
