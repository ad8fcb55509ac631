/** ComponentStatus: how the parts of the control plane are (`pkg/registry/core/componentstatus`). Read, and never kept. */
import type { Kind } from '../../../api/contract/kind.js'
import type { Column } from '../../../api/contract/table.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { ClusterSettings } from '../../../model/objects/settings.js'
import { nameColumn } from '../../columns.js'

interface Health {
  readonly type: 'Healthy'
  readonly status: 'True' | 'False'
  readonly message: string
  readonly error?: string
}

type ComponentStatus = KubeObject & { readonly conditions?: readonly Health[] }

const componentStatusOf = (name: string, health: Health) =>
  ({
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    metadata: { name },
    conditions: [health],
  }) as unknown as ComponentStatus

const healthy: Health = { type: 'Healthy', status: 'True', message: 'ok' }

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

const health = ({ conditions = [] }: ComponentStatus) => conditions.find(({ type }) => type === 'Healthy')

const columns: readonly Column<ComponentStatus>[] = [
  nameColumn,
  {
    name: 'Status',
    description: 'Status of the component conditions',
    value: (object) => ({ True: 'Healthy', False: 'Unhealthy', none: 'Unknown' })[health(object)?.status ?? 'none'],
  },
  {
    name: 'Message',
    description: 'Message of the component conditions',
    value: (object) => health(object)?.message ?? '',
  },
  { name: 'Error', description: 'Error of the component conditions', value: (object) => health(object)?.error ?? '' },
]

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
  example: componentStatusOf('etcd-0', healthy),
  verbs: ['get', 'list'],
  deprecated: { since: '1.19', warning: 'v1 ComponentStatus is deprecated in v1.19+' },
  computed: components,
  setDefaults() {},
  validate: () => [],
  columns,
  describe: async (object, view) => (await import('../../describe/index.js')).describeGeneric(object, view),
  capabilities: {},
}
