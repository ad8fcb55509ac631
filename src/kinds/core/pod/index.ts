/** Pod: defaults, the admission plugins that see it, validation, and how its state is told. */
import { UsageError } from '../../../api/contract/errors.js'
import type { Kind } from '../../../api/contract/kind.js'
import type { Pod } from '../../../model/objects/types.js'
import { containerPorts, nameWarnings, podWarnings } from '../../podtemplate/index.js'
import { admitPod } from './admission.js'
import { podColumns } from './columns.js'
import { setPodDefaults } from './defaults.js'
import { evictPod } from './eviction.js'
import { podGracePeriod, preparePod } from './strategy.js'
import { labelsOfPlace } from './topology-labels.js'
import { validatePod } from './validation.js'
import { podWriters } from './writers.js'

export const pod: Kind<Pod> = {
  names: {
    group: '',
    version: 'v1',
    kind: 'Pod',
    plural: 'pods',
    singular: 'pod',
    short: ['po'],
    categories: ['all'],
  },
  scope: 'Namespaced',
  example: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'example', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'nginx' }] },
    status: {},
  },
  definition: 'io.k8s.api.core.v1.Pod',
  subresources: [
    'attach',
    'binding',
    'ephemeralcontainers',
    'eviction',
    'exec',
    'log',
    'portforward',
    'proxy',
    'resize',
    'status',
  ],
  answersDeleted: true,
  setDefaults: setPodDefaults,
  prepare: preparePod,
  admit: admitPod,
  validate: validatePod,
  warnings: ({ metadata, spec }, previous) => [
    ...(previous === undefined ? nameWarnings(metadata.name, "the Pod's hostname") : []),
    ...podWarnings(spec, 'spec', metadata),
  ],
  hasGeneration: true,
  evict: evictPod,
  admitBinding: labelsOfPlace,
  gracePeriod: podGracePeriod,
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
  writers: podWriters,
  columns: podColumns,
  describe: async (object, view) => (await import('./describe.js')).describePod(object, view),
  capabilities: {
    // A pod is its own template: `set image` works on it, a rollout does not.
    podTemplate: {
      get: ({ metadata, spec }) => ({ metadata, spec }),
      with: (object, { spec = object.spec }) => ({ ...object, spec }),
    },
    expose: {
      selector({ metadata }) {
        const labels = metadata.labels ?? {}
        if (Object.keys(labels).length === 0) throw new UsageError('the pod has no labels and cannot be exposed')
        return { ...labels }
      },
      ports: ({ spec }) => containerPorts(spec),
    },
    containers: ({ spec }) => spec.containers,
  },
}
