import { basename } from 'node:path'
import { apiServer } from '../cluster/bootstrap/machines.js'
import type { Clusters } from '../cluster/home.js'
import { emptyKubeconfig, type Kubeconfig } from './document.js'

/** Where the control plane of every simulated cluster is, seen from its nodes. */
export const apiServerUrl = `https://${apiServer.address}:${apiServer.port}`

/** The cluster in use, which may lie outside the home folder. */
export interface ClusterInUse {
  /** Its state file; empty for one in memory. */
  readonly state: string
  readonly namespace: string | undefined
}

/** What a kubeconfig would say of the clusters of a home folder, and of the one in use. A context is a cluster. */
export function kubeconfigOfHome(clusters: Clusters, { state, namespace }: ClusterInUse): Kubeconfig {
  const current = nameOf(state)
  const namespaces = new Map(
    clusters.list().map((name) => [name, clusters.status(clusters.path(name))?.settings.namespace]),
  )
  if (![...namespaces.keys()].some((name) => clusters.path(name) === state)) namespaces.set(current, namespace)
  const names = [...namespaces.keys()].sort()
  return {
    ...emptyKubeconfig,
    clusters: names.map((name) => ({ cluster: { server: apiServerUrl }, name })),
    contexts: names.map((name) => {
      const set = namespaces.get(name)
      return { context: { cluster: name, ...(set === undefined ? {} : { namespace: set }), user: 'admin' }, name }
    }),
    'current-context': current,
    users: [{ name: 'admin', user: {} }],
  }
}

/** A cluster in memory has no file to be named after. */
const nameOf = (state: string) => basename(state).replace(/\.json$/, '') || 'default'
