/** Which entries of a kubeconfig are meant (client-go `clientcmd/client_config.go`). */
import { ConnectionError, UsageError } from '../api/contract/errors.js'
import type { ClusterEntry, Kubeconfig, UserEntry } from './document.js'

/** Names of entries; empty for those that the kubeconfig itself names. */
export interface Wishes {
  readonly context: string
  readonly cluster: string
  readonly user: string
}

export interface Chosen {
  readonly cluster: ClusterEntry
  readonly clusterName: string
  readonly userName: string
  readonly user: UserEntry
  readonly namespace: string | undefined
}

/** The entries that are meant; throws in kubectl's words when one that was wished for is not there. */
export function chosenFrom(config: Kubeconfig, wishes: Wishes): Chosen {
  const context = called(wishes.context || config['current-context'], config.contexts)?.context
  if (wishes.context !== '' && context === undefined) {
    throw new ConnectionError(`Error in configuration: context was not found for specified context: ${wishes.context}`)
  }
  const clusterName = wishes.cluster || (context?.cluster ?? '')
  const cluster = called(clusterName, config.clusters)?.cluster
  if (wishes.cluster !== '' && cluster === undefined) {
    throw new UsageError(`no server found for cluster "${wishes.cluster}"`)
  }
  const userName = wishes.user || (context?.user ?? '')
  const user = called(userName, config.users)?.user
  if (wishes.user !== '' && user === undefined) throw new UsageError(`auth info "${wishes.user}" does not exist`)
  return { cluster: cluster ?? {}, clusterName, user: user ?? {}, userName, namespace: context?.namespace }
}

const called = <T extends { readonly name: string }>(name: string, entries: readonly T[]) =>
  entries.find((entry) => entry.name === name)

/** The current context and what it names (`api.MinifyConfig`). */
export function onlyCurrent(config: Kubeconfig): Kubeconfig {
  const contexts = config.contexts.filter(({ name }) => name === config['current-context'])
  const [current] = contexts
  if (current === undefined) throw new UsageError('current-context must exist in order to minify')
  return {
    ...config,
    contexts,
    clusters: config.clusters.filter(({ name }) => name === current.context.cluster),
    users: config.users.filter(({ name }) => name === current.context.user),
  }
}
