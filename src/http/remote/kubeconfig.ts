import { ConnectionError, UsageError } from '../../api/contract/errors.js'
import { isPlainObject } from '../../model/values/paths.js'

/** What a kubeconfig says about one cluster (`clientcmd/api/v1`). */
export interface ClusterEntry {
  readonly server?: string
  readonly 'certificate-authority'?: string
  readonly 'certificate-authority-data'?: string
  readonly 'insecure-skip-tls-verify'?: boolean
  readonly 'tls-server-name'?: string
}

export interface UserEntry {
  readonly token?: string
  readonly tokenFile?: string
}

export interface ContextEntry {
  readonly cluster?: string
  readonly user?: string
  readonly namespace?: string
}

export interface Kubeconfig {
  readonly current: string
  readonly contexts: ReadonlyMap<string, ContextEntry>
  readonly clusters: ReadonlyMap<string, ClusterEntry>
  readonly users: ReadonlyMap<string, UserEntry>
}

export const noKubeconfig: Kubeconfig = { current: '', contexts: new Map(), clusters: new Map(), users: new Map() }

/** Which entries are meant: empty for those that the kubeconfig itself names. */
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

/** The document of a kubeconfig as parsed from YAML; `path` is for the messages (client-go `clientcmd/loader.go`). */
export function readKubeconfig(document: unknown, path: string): Kubeconfig {
  if (document === null || document === undefined) return noKubeconfig
  const refused = (why: string) => new UsageError(`error loading config file "${path}": ${why}`)
  if (!isPlainObject(document)) throw refused(`couldn't get version/kind; json parse error: it is not an object`)
  const { kind = 'Config', apiVersion = 'v1' } = document
  if (kind !== 'Config' || apiVersion !== 'v1') {
    const scheme = 'k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50'
    throw refused(`no kind "${kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`)
  }
  return {
    current: typeof document['current-context'] === 'string' ? document['current-context'] : '',
    contexts: named(document.contexts, 'context'),
    clusters: named(document.clusters, 'cluster'),
    users: named(document.users, 'user'),
  }
}

function named<T>(list: unknown, field: string): Map<string, T> {
  if (!Array.isArray(list)) return new Map()
  const entries = list.filter(isPlainObject).map((each) => [String(each.name), (each[field] ?? {}) as T] as const)
  return new Map(entries)
}

/** The entries that are meant; throws in kubectl's words when one that was wished for is not there. */
export function chosenFrom({ current, contexts, clusters, users }: Kubeconfig, wishes: Wishes): Chosen {
  const context = contexts.get(wishes.context || current)
  if (wishes.context !== '' && context === undefined) {
    throw new ConnectionError(`Error in configuration: context was not found for specified context: ${wishes.context}`)
  }
  const clusterName = wishes.cluster || (context?.cluster ?? '')
  const cluster = clusters.get(clusterName)
  if (wishes.cluster !== '' && cluster === undefined) {
    throw new UsageError(`no server found for cluster "${wishes.cluster}"`)
  }
  const userName = wishes.user || (context?.user ?? '')
  const user = users.get(userName)
  if (wishes.user !== '' && user === undefined) throw new UsageError(`auth info "${wishes.user}" does not exist`)
  return { cluster: cluster ?? {}, clusterName, user: user ?? {}, userName, namespace: context?.namespace }
}
