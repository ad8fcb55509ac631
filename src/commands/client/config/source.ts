/** The kubeconfig that commands use: a server's, or what the clusters in state files make up. */
import { UsageError } from '../../../api/contract/errors.js'
import type { Kubeconfig } from '../../../kubeconfig/document.js'
import { readKubeconfig, writeCurrentContext, writeNamespace } from '../../../kubeconfig/file.js'
import type { Context } from '../../command.js'
import { onStateFilesOnly, simulationOf } from '../../state-file.js'

export async function readConfig({ machine, files, remote, cluster }: Context): Promise<Kubeconfig> {
  if (machine.kubeconfig !== '') return readKubeconfig(machine.kubeconfig, files)
  if (remote !== undefined) throw onStateFilesOnly()
  const { kubeconfigOfHome } = await import('../../../kubeconfig/home.js')
  return kubeconfigOfHome(await machine.clusters(), { state: machine.state, namespace: cluster?.settings.namespace })
}

/** Makes a context the current one. */
export async function chooseContext(name: string, { machine, files }: Context): Promise<void> {
  if (machine.kubeconfig !== '') return writeCurrentContext(machine.kubeconfig, name, files)
  const clusters = await machine.clusters()
  if (!clusters.exists(name)) throw new UsageError(`no context exists with the name: "${name}"`)
  clusters.use(name)
}

/** Sets the namespace of a context; of the contexts that clusters in state files are, only that of the current one. */
export async function setNamespace(name: string, namespace: string, context: Context): Promise<void> {
  const { kubeconfig } = context.machine
  if (kubeconfig !== '') return writeNamespace(kubeconfig, name, namespace, context.files)
  const { 'current-context': current } = await readConfig(context)
  if (name === current) return simulationOf(context).setNamespace(namespace)
  throw new UsageError(
    'only the current context can be set: a context is a cluster (make one with `cluster create NAME`, choose one with `config use-context NAME`)',
  )
}
