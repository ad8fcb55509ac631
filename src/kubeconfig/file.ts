import { UsageError } from '../api/contract/errors.js'
import { fileReason } from '../model/values/file-errors.js'
import { type Kubeconfig, type NamedContext, parseKubeconfig, printKubeconfig } from './document.js'

/** The files of the machine, as far as kubeconfigs need them. */
export interface ConfigFiles {
  read(path: string): Promise<string>
  replacePrivately(path: string, content: string): Promise<void>
}

/** Throws as kubectl does when there is no file, or it is no kubeconfig. */
export async function readKubeconfig(path: string, files: Pick<ConfigFiles, 'read'>): Promise<Kubeconfig> {
  const text = await files.read(path).catch((error: NodeJS.ErrnoException) => {
    const reason = fileReason(error)
    throw new UsageError(
      error.code === 'ENOENT'
        ? `stat ${path}: ${reason}`
        : `error loading config file "${path}": read ${path}: ${reason}`,
    )
  })
  return parseKubeconfig(text, path)
}

/** Makes a context the current one. */
export async function writeCurrentContext(path: string, name: string, files: ConfigFiles): Promise<void> {
  const config = await readKubeconfig(path, files)
  refuseUnknown(config, name)
  await files.replacePrivately(path, printKubeconfig({ ...config, 'current-context': name }))
}

/** Sets the namespace of a context; an empty one removes it. */
export async function writeNamespace(path: string, name: string, namespace: string, files: ConfigFiles): Promise<void> {
  const config = await readKubeconfig(path, files)
  refuseUnknown(config, name)
  const contexts = config.contexts.map((entry) => (entry.name === name ? placed(entry, namespace) : entry))
  await files.replacePrivately(path, printKubeconfig({ ...config, contexts }))
}

function refuseUnknown({ contexts }: Kubeconfig, name: string): void {
  if (contexts.some((entry) => entry.name === name)) return
  throw new UsageError(`no context exists with the name: "${name}"`)
}

function placed(entry: NamedContext, namespace: string): NamedContext {
  const { namespace: _, ...rest } = entry.context
  return { ...entry, context: { ...rest, ...(namespace === '' ? {} : { namespace }) } }
}
