import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../api/contract/errors.js'
import { newIdentity } from '../store/disks/processes.js'
import { replaceFile } from '../store/disks/replace-file.js'
import { printKubeconfig } from './document.js'

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

const firstLine = '# Written by `kubesim serve`, and written anew when it starts.\n'

/** How clients find the server and show who they are. */
export function servedKubeconfig({ cluster, address, token, namespace, certificate }: Access): string {
  const name = `kubesim-${cluster}`
  const authority =
    certificate === undefined ? {} : { 'certificate-authority-data': Buffer.from(certificate).toString('base64') }
  return (
    firstLine +
    printKubeconfig({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { ...authority, server: address } }],
      contexts: [{ name, context: { cluster: name, user: name, ...(namespace === 'default' ? {} : { namespace }) } }],
      'current-context': name,
      users: [{ name, user: { token } }],
    })
  )
}

/**
 * Writes the file for its owner's eyes only, all at once, and in the place of a link rather than through it. A file that
 * somebody else has written is left alone.
 */
export function writeServedKubeconfig(path: string, access: Access): void {
  if (existsSync(path) && !isOwn(readFileSync(path, 'utf8'))) {
    throw new UsageError(`${path} exists and was not written by this command; name another file with --kubeconfig`)
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const text = servedKubeconfig(access)
  replaceFile(path, { self: newIdentity(), mode: 0o600, fill: (handle) => writeFileSync(handle, text) })
}

/** Whether a file was written here, though somebody may have set its namespace since. */
function isOwn(text: string): boolean {
  const names = [...text.matchAll(/^[ -]*name: (.*)$/gm)].map(([, name = '']) => name)
  return text.startsWith(firstLine) || (names.length > 0 && names.every((name) => name.startsWith('kubesim-')))
}
