/** Proxy: the simulator's record of what a node's kube-proxy remembers of connections. Not served. */
import type { Kind } from '../../../api/contract/kind.js'
import type { ProxyRecord } from '../../../model/objects/machine.js'
import { ageColumn, nameColumn } from '../../columns.js'

export const proxy: Kind<ProxyRecord> = {
  names: { group: 'kubesim', version: 'v1', kind: 'Proxy', plural: 'proxies', singular: 'proxy', short: [] },
  scope: 'Cluster',
  served: false,
  example: {
    apiVersion: 'kubesim/v1',
    kind: 'Proxy',
    metadata: { name: 'worker-1' },
    rounds: { 'default/web:http': 1 },
    affinities: {},
  },
  setDefaults() {},
  validate: () => [],
  columns: [nameColumn, ageColumn],
  describe: async () => [],
  capabilities: {},
}
