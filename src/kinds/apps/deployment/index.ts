/** Deployment: replica sets of one template after another. */
import type { Kind } from '../../../api/contract/kind.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { Deployment } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/paths.js'
import {
  containerPorts,
  dropDisabled,
  labelsToSelect,
  nameWarnings,
  podWarnings,
  workloadCapabilities,
} from '../../podtemplate/index.js'
import { deploymentWriters } from '../../writers.js'
import { deploymentColumns } from './columns.js'
import { setDeploymentDefaults } from './defaults.js'
import { deploymentRollout } from './rollout.js'
import { validateDeployment } from './validation.js'

export const deployment: Kind<Deployment> = {
  names: {
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    plural: 'deployments',
    singular: 'deployment',
    short: ['deploy'],
    categories: ['all'],
  },
  scope: 'Namespaced',
  example: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'example', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'example' } },
      template: {
        metadata: { labels: { app: 'example' } },
        spec: { containers: [{ name: 'main', image: 'nginx' }] },
      },
    },
    status: {},
  },
  definition: 'io.k8s.api.apps.v1.Deployment',
  subresources: ['scale', 'status'],
  setDefaults: setDeploymentDefaults,
  prepare(draft, previous, _subresource, features = newestFeatures) {
    dropDisabled(draft.spec.template?.spec, previous?.spec.template?.spec, features)
    if (previous === undefined) draft.status = {}
  },
  validate: validateDeployment,
  warnings: ({ metadata, spec }, previous) => [
    ...(previous === undefined ? nameWarnings(metadata.name, 'Pod names and hostnames') : []),
    ...(spec.template?.spec ? podWarnings(spec.template.spec, 'spec.template.spec', spec.template.metadata) : []),
  ],
  hasGeneration: true,
  // Its sets get its annotations, so that these are part of what is asked for (`deploymentStrategy.PrepareForUpdate`).
  changesGeneration: (object, previous) =>
    !deepEqual(object.spec, previous.spec) ||
    !deepEqual(object.metadata.annotations ?? {}, previous.metadata.annotations ?? {}),
  writers: deploymentWriters,
  columns: deploymentColumns,
  describe: async (object, view) => (await import('./describe.js')).describeDeployment(object, view),
  capabilities: {
    ...workloadCapabilities(({ spec }: Deployment) => spec.selector),
    expose: {
      selector: ({ spec }) => labelsToSelect(spec.selector, 'deployment'),
      ports: ({ spec }) => containerPorts(spec.template?.spec),
    },
    rollout: deploymentRollout,
  },
}
