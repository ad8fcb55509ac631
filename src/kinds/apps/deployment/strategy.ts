import type { Strategy } from '../../../api/contract/strategy.js'
import { newestFeatures } from '../../../model/objects/features.js'
import type { Deployment } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/paths.js'
import { dropDisabled, nameWarnings, podWarnings } from '../../podtemplate/index.js'
import { setDeploymentDefaults } from './defaults.js'
import { validateDeployment } from './validation.js'
import { deploymentWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/apps/deployment/strategy.go`). */
export const deploymentStrategy: Strategy<Deployment> = {
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
}
