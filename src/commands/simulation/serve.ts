/** `kubesim serve`: the cluster over the Kubernetes API, for kubectl and every other client. */
import { isIPv4 } from 'node:net'
import { basename, join } from 'node:path'
import { UsageError } from '../../api/contract/errors.js'
import type { Cluster } from '../../cluster/cluster.js'
import { pause } from '../../simulation/clock.js'
import type { Command, Context, Servers } from '../command.js'
import { simulationOf } from '../state-file.js'
import { imagePaths } from './images.js'

interface Request {
  readonly listenOn: string
  readonly port: number
  readonly tls: boolean
  /** Empty: in the home folder, beside the clusters. */
  readonly kubeconfig: string
}

export const command: Command<Request> = {
  description:
    'Serve the cluster over the Kubernetes API on this machine until Ctrl-C, for kubectl, helm and every other client. A\nkubeconfig for them is written. Commands can be used on the cluster at the same time.',
  examples: `
# In one terminal; it says how to use it in another
kubesim serve

# Always on the same port, with a kubeconfig in this directory
kubesim serve --port 6443 --kubeconfig ./kubeconfig

# Without TLS and token, for teaching with curl
kubesim serve --tls=false`,
  onFile: true,
  usage: '[--address=IP] [--port=PORT] [--tls=false] [--kubeconfig=FILE]',
  flags: [
    {
      name: 'address',
      type: 'string',
      default: '127.0.0.1',
      description: 'The IPv4 address to listen on; 0.0.0.0 serves other machines too, over HTTPS alone.',
    },
    {
      name: 'kubeconfig',
      type: 'string',
      description: 'The file to write for clients; without a word one in the folder of the clusters.',
    },
    { name: 'port', type: 'int', default: '0', description: 'The port to listen on; 0 takes any that is free.' },
    {
      name: 'tls',
      type: 'bool',
      default: 'true',
      description: 'Serve HTTPS, with a certificate of its own. Over plain HTTP no token is asked for.',
    },
  ],
  parse: ({ positional }, flags) => {
    if (positional.length > 0) throw new UsageError(`unexpected arguments: [${positional.join(' ')}]`, true)
    const port = flags.int('port')
    if (port < 0 || port > 65_535) throw new UsageError(`--port must be a number from 0 to 65535: ${port}`)
    const listenOn = flags.string('address')
    if (!isIPv4(listenOn)) throw new UsageError(`--address must be an IPv4 address: ${listenOn}`)
    if (!listenOn.startsWith('127.') && !flags.bool('tls')) {
      throw new UsageError('--tls=false asks for no token, so that other machines are not served: leave --address away')
    }
    return { listenOn, port, tls: flags.bool('tls'), kubeconfig: flags.string('kubeconfig') }
  },
  run: serve,
}

async function serve({ listenOn, port, tls, kubeconfig }: Request, context: Context): Promise<void> {
  const cluster = simulationOf(context)
  const { machine, io, signal } = context
  const servers = await machine.servers()
  checkKey(cluster, listenOn, context)
  const { newToken, reachableAddresses, readOrMakeCertificate, startServer, writeServedKubeconfig } = servers
  const addresses = reachableAddresses(listenOn)
  const certificate = tls
    ? readOrMakeCertificate(join(machine.home, `${['serve', ...addresses].join('-')}.pem`), addresses)
    : undefined
  const [token, commandToken] = [newToken(), newToken()]
  const server = await startServer({
    cluster,
    token,
    listenOn,
    port,
    commandToken,
    ...(certificate === undefined ? {} : { tls: certificate }),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === undefined
      ? error
      : new UsageError(`cannot listen on ${listenOn}, port ${port}: ${error.message}`)
  })
  const stopped = pause(Number.POSITIVE_INFINITY, signal)
  const unpost = announce(context, servers, { address: server.commandAddress!, token: commandToken })
  try {
    const name = basename(machine.state, '.json')
    const path = kubeconfig === '' ? join(machine.home, 'kubeconfigs', `${name}.yaml`) : kubeconfig
    await writeServedKubeconfig(path, {
      cluster: name,
      address: server.address,
      token,
      namespace: context.namespace,
      ...(certificate === undefined ? {} : { certificate: certificate.cert }),
    })
    io.out(`Serving cluster "${name}" on ${server.address} until Ctrl-C. In another terminal:\n`)
    io.out(`  export KUBECONFIG=${path}\n  kubectl get pods -A\n`)
    await io.flush()
    await cluster.prepare()
    await stopped
  } finally {
    unpost()
    await server.close()
  }
}

/** A key that can be worked out makes an administrator of everybody: it goes no further than this machine. */
function checkKey({ settings }: Cluster, listenOn: string, { io }: Context): void {
  if (settings.tokenKey !== undefined) return
  const why = `the tokens of cluster "${settings.name}" are signed with a key that follows from its seed, so that whoever knows the seed can make one of any service account`
  const what = '`kubesim cluster rekey` gives it a random one'
  if (!listenOn.startsWith('127.')) throw new UsageError(`${why}: it is not served to other machines; ${what}`)
  io.warn(`${why}; ${what}`)
}

/** Leaves word for commands on the same state file. Of images that this one has brought those would know nothing. */
function announce(
  { files, machine }: Context,
  { postNotice }: Servers,
  served: Parameters<Servers['postNotice']>[1],
): () => void {
  if (machine.state === '' || imagePaths(files).length > 0) return () => {}
  return postNotice(machine.state, served)
}
