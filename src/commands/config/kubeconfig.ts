import { basename } from 'node:path'
import { UsageError } from '../../api/contract/errors.js'
import { printYaml } from '../../printers/yaml.js'
import type { Context } from '../command.js'
import { onStateFilesOnly, simulationOf } from '../simulation/simulation.js'

/** A kubeconfig as a document (`clientcmd/api/v1`). */
export interface Kubeconfig {
  readonly apiVersion: 'v1'
  readonly kind: 'Config'
  readonly preferences: object
  readonly clusters: readonly { readonly name: string; readonly cluster: object }[]
  readonly contexts: readonly ConfigContext[]
  readonly 'current-context': string
  readonly users: readonly { readonly name: string; readonly user: object }[]
}

interface ConfigContext {
  readonly name: string
  readonly context: { readonly cluster: string; readonly namespace?: string; readonly user: string }
}

/** Where the control plane of every simulated cluster is, seen from its nodes. */
export const apiServer = 'https://192.168.49.2:6443'

/** The kubeconfig that commands use, or what it would be for the clusters in state files. */
export async function readConfig(context: Context): Promise<Kubeconfig> {
  const { kubeconfig } = context.machine
  if (kubeconfig !== '') return readFrom(kubeconfig, context)
  if (context.remote !== undefined) throw onStateFilesOnly()
  return configOfHome(context)
}

/** The clusters of the home folder, and the one in use when it lies elsewhere. A context is a cluster. */
async function configOfHome({ machine, cluster }: Context): Promise<Kubeconfig> {
  const { clusterStatus, openHome } = await import('../../cluster/home.js')
  const home = openHome(machine.home)
  const current = nameOf(machine.state)
  const namespaces = new Map(home.list().map((name) => [name, clusterStatus(home.path(name))?.settings.namespace]))
  if (![...namespaces.keys()].some((name) => home.path(name) === machine.state)) {
    namespaces.set(current, cluster?.settings.namespace)
  }
  const names = [...namespaces.keys()].sort()
  return {
    apiVersion: 'v1',
    clusters: names.map((name) => ({ cluster: { server: apiServer }, name })),
    contexts: names.map((name) => {
      const namespace = namespaces.get(name)
      return { context: { cluster: name, ...(namespace === undefined ? {} : { namespace }), user: 'admin' }, name }
    }),
    'current-context': current,
    kind: 'Config',
    preferences: {},
    users: [{ name: 'admin', user: {} }],
  }
}

/** A cluster in memory has no file to be named after. */
const nameOf = (state: string) => basename(state).replace(/\.json$/, '') || 'default'

async function readFrom(path: string, { files }: Context): Promise<Kubeconfig> {
  const { parseYaml } = await import('../../model/yaml/reader.js')
  const read = (parseYaml(await files.read(path)) ?? {}) as Partial<Kubeconfig>
  return {
    ...read,
    apiVersion: 'v1',
    kind: 'Config',
    preferences: read.preferences ?? {},
    clusters: inOrder(read.clusters),
    contexts: inOrder(read.contexts),
    'current-context': read['current-context'] ?? '',
    users: inOrder(read.users),
  }
}

const inOrder = <T extends { readonly name: string }>(entries: readonly T[] = []): T[] =>
  [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))

/** Makes a context the current one. */
export async function chooseContext(name: string, context: Context): Promise<void> {
  const unknown = () => new UsageError(`no context exists with the name: "${name}"`)
  const { kubeconfig, home: directory } = context.machine
  if (kubeconfig !== '') {
    const config = await readFrom(kubeconfig, context)
    if (!config.contexts.some((entry) => entry.name === name)) throw unknown()
    return context.files.write(kubeconfig, printYaml({ ...config, 'current-context': name }))
  }
  const { openHome } = await import('../../cluster/home.js')
  const home = openHome(directory)
  if (!home.exists(name)) throw unknown()
  home.use(name)
}

/** Sets the namespace of a context; of the contexts that clusters in state files are, only that of the current one. */
export async function setNamespace(name: string, namespace: string, context: Context): Promise<void> {
  const config = await readConfig(context)
  const { kubeconfig } = context.machine
  if (kubeconfig === '') {
    if (name === config['current-context']) return simulationOf(context).setNamespace(namespace)
    throw new UsageError(
      'only the current context can be set: a context is a cluster (make one with `cluster create NAME`, choose one with `config use-context NAME`)',
    )
  }
  if (!config.contexts.some((entry) => entry.name === name)) {
    throw new UsageError(`no context exists with the name: "${name}"`)
  }
  const contexts = config.contexts.map((entry) => (entry.name === name ? placed(entry, namespace) : entry))
  await context.files.write(kubeconfig, printYaml({ ...config, contexts }))
}

function placed({ name, context: { namespace: _, ...rest } }: ConfigContext, namespace: string): ConfigContext {
  return { name, context: { ...rest, ...(namespace === '' ? {} : { namespace }) } }
}

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

const secrets: Readonly<Record<string, string>> = {
  'certificate-authority-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  token: 'REDACTED',
  password: 'REDACTED',
}

/** Without what is for nobody's eyes (`api.ShortenConfig`, `RedactSecrets`). */
export function withoutSecrets(config: Kubeconfig): Kubeconfig {
  const hidden = (entry: object) =>
    Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, secrets[name] ?? value]))
  return {
    ...config,
    clusters: config.clusters.map((each) => ({ ...each, cluster: hidden(each.cluster) })),
    users: config.users.map((each) => ({ ...each, user: hidden(each.user) })),
  }
}
