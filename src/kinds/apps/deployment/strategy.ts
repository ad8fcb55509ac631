import type { Strategy } from '../../../api/contract/strategy.js'
import type { Deployment } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { exampleTemplate, workloadStrategy } from '../../podtemplate/index.js'
import { setDeploymentDefaults } from './defaults.js'
import { validateDeployment } from './validation.js'
import { deploymentWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/apps/deployment/strategy.go`). */
export const deploymentStrategy: Strategy<Deployment> = {
  ...workloadStrategy(() => ({})),
  example: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'example', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'example' } },
      template: exampleTemplate,
    },
    status: {},
  },
  setDefaults: setDeploymentDefaults,
  validate: validateDeployment,
  // Its sets get its annotations, so that these are part of what is asked for (`deploymentStrategy.PrepareForUpdate`).
  changesGeneration: (object, previous) =>
    !deepEqual(object.spec, previous.spec) ||
    !deepEqual(object.metadata.annotations ?? {}, previous.metadata.annotations ?? {}),
  writers: deploymentWriters,
}
