import type { Kind } from '../../../api/contract/kind.js'
import type { Pod } from '../../../model/objects/types.js'

/** Pod: defaults, the admission plugins that see it, validation, and how its state is told. */
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
  definition: 'io.k8s.api.core.v1.Pod',
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
  columns: async () => (await import('./columns.js')).podColumns,
  describe: async (object, view) => (await import('./describe.js')).describePod(object, view),
  capabilities: async () => (await import('./capabilities.js')).capabilities,
}
