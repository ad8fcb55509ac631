import type { Kind } from '../../../api/contract/kind.js'
import type { ProxyRecord } from '../../../model/objects/machine.js'
import { ageColumn, nameColumn } from '../../columns.js'

/** Proxy: the simulator's record of what a node's kube-proxy remembers of connections. Not served. */
export const proxy: Kind<ProxyRecord> = {
  names: { group: 'kubesim', version: 'v1', kind: 'Proxy', plural: 'proxies', singular: 'proxy', short: [] },
  scope: 'Cluster',
  served: false,
  columns: () => [nameColumn, ageColumn],
}
