import type { Strategy } from '../../../api/contract/strategy.js'
import type { Pod } from '../../../model/objects/types.js'
import { nameWarnings, podWarnings, setServiceAccount } from '../../podtemplate/index.js'
import { setPodDefaults } from './defaults.js'
import { podGracePeriod, preparePod } from './preparation.js'
import { validatePod } from './validation.js'
import { podWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/pod/strategy.go`). */
export const podStrategy: Strategy<Pod> = {
  example: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'example', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'nginx' }] },
    status: {},
  },
  answersDeleted: true,
  setDefaults: setPodDefaults,
  prepare: preparePod,
  begin: ({ spec }) => setServiceAccount(spec),
  validate: validatePod,
  warnings: ({ metadata, spec }, previous) => [
    ...(previous === undefined ? nameWarnings(metadata.name, "the Pod's hostname") : []),
    ...podWarnings(spec, 'spec', metadata),
  ],
  hasGeneration: true,
  gracePeriod: podGracePeriod,
  writers: podWriters,
}
