/**
 * Kubeconfigs: the one place that reads them, chooses from them and writes them. Which file is meant is the command line's
 * business, and what is done with a server its clients'.
 */
import { UsageError } from '../api/contract/errors.js'
import { isPlainObject } from '../model/values/json-values.js'
import { printYaml } from '../printers/yaml.js'

/** What a kubeconfig says about one cluster (`clientcmd/api/v1`), and more that is kept as it is. */
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

/** A kubeconfig as a document, its entries in the order of their names. */
export interface Kubeconfig {
  readonly apiVersion: 'v1'
  readonly kind: 'Config'
  /** What kubectl no longer uses, and since 1.36 shows only where a file has any. */
  readonly preferences?: object
  readonly clusters: readonly { readonly name: string; readonly cluster: ClusterEntry }[]
  readonly contexts: readonly NamedContext[]
  readonly 'current-context': string
  readonly users: readonly { readonly name: string; readonly user: UserEntry }[]
}

export interface NamedContext {
  readonly name: string
  readonly context: ContextEntry
}

export const emptyKubeconfig: Kubeconfig = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [],
  contexts: [],
  'current-context': '',
  users: [],
}

/** The text of a kubeconfig; `path` is for the messages (client-go `clientcmd/loader.go`). */
export async function parseKubeconfig(text: string, path: string): Promise<Kubeconfig> {
  const { parseYaml } = await import('../model/yaml/reader.js')
  const refused = (why: string) => new UsageError(`error loading config file "${path}": ${why}`)
  let document: unknown
  try {
    document = parseYaml(text) ?? {}
  } catch (error) {
    const reason = (error as Error).message.replace('error converting YAML to JSON: ', '').replace(/: line \d+:/, ':')
    throw refused(reason)
  }
  if (!isPlainObject(document)) throw refused(`couldn't get version/kind; json parse error: it is not an object`)
  const { kind = 'Config', apiVersion = 'v1' } = document
  if (kind !== 'Config' || apiVersion !== 'v1') {
    const scheme = 'k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50'
    throw refused(`no kind "${kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`)
  }
  const { typeProblem } = await import('./types.js')
  const problem = typeProblem(document)
  if (problem !== undefined) throw refused(problem)
  const { preferences, ...rest } = document
  return {
    ...rest,
    apiVersion: 'v1',
    kind: 'Config',
    ...(isPlainObject(preferences) && Object.keys(preferences).length > 0 && { preferences }),
    clusters: entries(document.clusters, 'cluster'),
    contexts: entries(document.contexts, 'context'),
    'current-context': typeof document['current-context'] === 'string' ? document['current-context'] : '',
    users: entries(document.users, 'user'),
  }
}

/** In the order of their names; of several of one name the last counts. */
function entries<T extends { readonly name: string }>(list: unknown, field: string): T[] {
  if (!Array.isArray(list)) return []
  const named = new Map(list.filter(isPlainObject).map((each) => [String(each.name), each]))
  return [...named.keys()].sort().map((name) => ({ [field]: {}, ...named.get(name), name }) as unknown as T)
}

/** A kubeconfig with the entries of another, which take the place of those of the same name, and its current context. */
export function merged(config: Kubeconfig, other: Kubeconfig): Kubeconfig {
  const together = <T extends { readonly name: string }>(own: readonly T[], others: readonly T[]): T[] => {
    const names = new Set(others.map(({ name }) => name))
    return [...own.filter(({ name }) => !names.has(name)), ...others]
  }
  return {
    ...config,
    clusters: together(config.clusters, other.clusters),
    contexts: together(config.contexts, other.contexts),
    'current-context': other['current-context'],
    users: together(config.users, other.users),
  }
}

export const printKubeconfig = (config: Partial<Kubeconfig>): string => printYaml(config)
