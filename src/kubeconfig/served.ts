import { existsSync, readFileSync, statSync } from 'node:fs'
import { UsageError } from '../api/contract/errors.js'
import { fileReason } from '../model/values/file-errors.js'
import { replacePrivately } from '../store/disks/replace-file.js'
import { type Kubeconfig, merged, parseKubeconfig, printKubeconfig } from './document.js'

export interface Access {
  /** The cluster's name; context, cluster and user are called `kubesim-<name>`. */
  readonly cluster: string
  /** `http://127.0.0.1:6443` */
  readonly address: string
  readonly token: string
  readonly namespace: string
  /** In PEM, where the address is https. */
  readonly certificate?: string
}

function entriesOf({ cluster, address, token, namespace, certificate }: Access): Kubeconfig {
  const name = `kubesim-${cluster}`
  const authority =
    certificate === undefined ? {} : { 'certificate-authority-data': Buffer.from(certificate).toString('base64') }
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { ...authority, server: address } }],
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace === 'default' ? {} : { namespace }) } }],
    'current-context': name,
    users: [{ name, user: { token } }],
  }
}

/** How clients find the server and show who they are. */
export const servedKubeconfig = (access: Access): string => printKubeconfig(entriesOf(access))

/**
 * Writes the file for its owner's eyes only, all at once, and in the place of a link rather than through it. What else is
 * in it stays, as when kubectl changes a kubeconfig; one that cannot be read is left alone.
 */
export async function writeServedKubeconfig(path: string, access: Access): Promise<void> {
  const before = textOf(path)
  const text =
    before === undefined
      ? servedKubeconfig(access)
      : printKubeconfig(merged(await parseKubeconfig(before, path), entriesOf(access)))
  replacePrivately(path, text)
}

/** Undefined when there is no file. */
function textOf(path: string): string | undefined {
  try {
    if (!existsSync(path)) return undefined
    const stat = statSync(path)
    if (!stat.isFile() && !stat.isDirectory())
      throw new UsageError(`${path} is no regular file: name another one with --kubeconfig`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`error loading config file "${path}": read ${path}: ${fileReason(error)}`)
  }
}
