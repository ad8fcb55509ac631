import type { Kind } from '../../../api/contract/kind.js'
import type { ClusterSettings } from '../../../model/objects/settings.js'
import { type ComponentStatus, componentStatusOf, type Health, healthy } from './health.js'

/** What the API server says of a component that does not run. */
const silent = (port: number): Health => ({
  type: 'Healthy',
  status: 'False',
  message: `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`,
})

/** Only the scheduler is a program of its own that the settings can leave out. */
const components = ({ disabled }: ClusterSettings): ComponentStatus[] => [
  componentStatusOf('controller-manager', healthy),
  componentStatusOf('etcd-0', healthy),
  componentStatusOf('scheduler', disabled.includes('scheduler') ? silent(10259) : healthy),
]

/** ComponentStatus: how the parts of the control plane are (`pkg/registry/core/componentstatus`). Read, and never kept. */
export const componentStatus: Kind<ComponentStatus> = {
  names: {
    group: '',
    version: 'v1',
    kind: 'ComponentStatus',
    plural: 'componentstatuses',
    singular: 'componentstatus',
    short: ['cs'],
  },
  scope: 'Cluster',
  definition: 'io.k8s.api.core.v1.ComponentStatus',
  verbs: ['get', 'list'],
  deprecated: { since: '1.19', warning: 'v1 ComponentStatus is deprecated in v1.19+' },
  computed: components,
  columns: async () => (await import('./columns.js')).columns,
  describe: async (object, view) => (await import('../../describe/index.js')).describeGeneric(object, view),
}
