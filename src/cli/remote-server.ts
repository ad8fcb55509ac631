/**
 * The server whose cluster a command line means, instead of that of the state file. It is named by `--server` or
 * `--kubeconfig`, or by KUBESIM_KUBECONFIG where neither flags nor KUBESIM_STATE name a file. KUBECONFIG, which kubectl
 * in the same shell uses, is not looked at: a cluster of the user's own must not come into it by the way.
 */
import { dirname, resolve } from 'node:path'
import { UsageError } from '../api/contract/errors.js'
import type { Files, FlagValues } from '../commands/command.js'
import { type Destination, impersonationHeaders } from '../http/remote/destination.js'
import { type Chosen, chosenFrom } from '../kubeconfig/choice.js'
import { emptyKubeconfig } from '../kubeconfig/document.js'
import { readKubeconfig } from '../kubeconfig/file.js'
import { fileReason } from '../model/values/file-errors.js'
import { impersonationOf } from './client.js'

export interface RemoteServer {
  readonly destination: Destination
  /** Of the context; undefined when it names none. */
  readonly namespace: string | undefined
}

/** The kubeconfig that is meant; empty where flags name the server alone. */
export function kubeconfigOf(flags: FlagValues, { environment }: Files): string {
  return flags.string('kubeconfig') || (flags.changed('server') ? '' : (environment.KUBESIM_KUBECONFIG ?? ''))
}

/** The server that the flags and the kubeconfig mean, with kubectl's rules and words (client-go `clientcmd`). */
export async function remoteServer(flags: FlagValues, files: Files): Promise<RemoteServer> {
  const path = kubeconfigOf(flags, files)
  const config = path === '' ? emptyKubeconfig : await readKubeconfig(path, files)
  const chosen = chosenFrom(config, {
    context: flags.string('context'),
    cluster: flags.string('cluster'),
    user: flags.string('user'),
  })
  const folder = dirname(files.absolute(path))
  const secured = await security(chosen, flags, folder, files)
  const token = await tokenOf(chosen, flags, folder, files)
  const server = flags.string('server') || (chosen.cluster.server ?? '')
  if (server === '') throw new UsageError(`${path} names no server: choose one of its contexts with --context`)
  const serverName = flags.string('tls-server-name') || chosen.cluster['tls-server-name']
  return {
    destination: {
      server: withScheme(server, Object.keys(secured).length > 0),
      ...secured,
      ...(token === undefined ? {} : { token }),
      ...(serverName === undefined ? {} : { serverName }),
      headers: impersonation(flags, chosen.userName),
    },
    namespace: chosen.namespace,
  }
}

/** Whom to trust. Who says that he trusts anybody means it, whatever the kubeconfig says. */
async function security({ cluster, clusterName }: Chosen, flags: FlagValues, folder: string, files: Files) {
  const given = flags.string('certificate-authority')
  if (flags.bool('insecure-skip-tls-verify')) {
    if (given === '') return { insecure: true }
    throw new UsageError('specifying a root certificates file with the insecure flag is not allowed')
  }
  const path = given || inFolder(cluster['certificate-authority'], folder)
  const inline = cluster['certificate-authority-data']
  if (path === undefined && inline === undefined) {
    return cluster['insecure-skip-tls-verify'] === true ? { insecure: true } : {}
  }
  const authority =
    given === '' && inline !== undefined
      ? Buffer.from(inline, 'base64').toString('utf8')
      : await files.read(path ?? '').catch((error: unknown) => {
          throw new UsageError(
            `unable to read certificate-authority ${path} for ${clusterName} due to open ${path}: ${fileReason(error)}`,
          )
        })
  if (!authority.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError('unable to load root certificates: unable to parse bytes as PEM block')
  }
  return { authority }
}

async function tokenOf({ user }: Chosen, flags: FlagValues, folder: string, files: Files): Promise<string | undefined> {
  if (flags.string('token') !== '') return flags.string('token')
  const path = inFolder(user.tokenFile, folder)
  return path === undefined ? user.token : (await files.read(path)).trim()
}

const inFolder = (path: string | undefined, folder: string) =>
  path === undefined || path === '' ? undefined : resolve(folder, path)

/** An address without a scheme is plain HTTP, unless there is something to make it safe with. */
function withScheme(server: string, safe: boolean): string {
  const full = server.includes('://') ? server : `${safe ? 'https' : 'http'}://${server}`
  if (!URL.canParse(full)) throw new UsageError(`the server's address ${JSON.stringify(server)} is not a URL`)
  const { protocol } = new URL(full)
  if (protocol === 'https:' || protocol === 'http:') return full
  throw new UsageError(`unsupported protocol scheme "${protocol.slice(0, -1)}"`)
}

function impersonation(flags: FlagValues, self: string): NonNullable<Destination['headers']> {
  const wish = impersonationOf(flags, self)
  return wish === undefined ? {} : impersonationHeaders(wish)
}
