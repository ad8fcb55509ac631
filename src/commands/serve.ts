/** `kubesim serve`: the cluster over the Kubernetes API, for kubectl and every other client. */
import { basename, join } from 'node:path'
import { UsageError } from '../api/errors.js'
import { pause } from '../simulation/clock.js'
import type { Command, Context } from './command.js'
import { simulationOf } from './simulation.js'

interface Request {
  readonly port: number
  readonly tls: boolean
  /** Empty: in the home folder, beside the clusters. */
  readonly kubeconfig: string
}

export const command: Command<Request> = {
  usage: '[--port=PORT] [--tls=false] [--kubeconfig=FILE]',
  flags: [
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
    return { port, tls: flags.bool('tls'), kubeconfig: flags.string('kubeconfig') }
  },
  run: serve,
}

async function serve({ port, tls, kubeconfig }: Request, context: Context): Promise<void> {
  const cluster = simulationOf(context)
  const { machine, io, signal } = context
  const { newToken, readOrMakeCertificate, startServer, writeKubeconfig } = await import('../http/index.js')
  const { parseYaml } = await import('./manifests/yaml.js')
  const certificate = tls ? readOrMakeCertificate(join(machine.home, 'serve.pem')) : undefined
  const token = newToken()
  const server = await startServer({
    cluster,
    token,
    port,
    parseYaml,
    ...(certificate === undefined ? {} : { tls: certificate }),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === undefined ? error : new UsageError(`cannot listen on port ${port}: ${error.message}`)
  })
  try {
    const name = basename(machine.state, '.json')
    const path = kubeconfig === '' ? join(machine.home, 'kubeconfigs', `${name}.yaml`) : kubeconfig
    writeKubeconfig(path, {
      cluster: name,
      address: server.address,
      token,
      namespace: context.namespace,
      ...(certificate === undefined ? {} : { certificate: certificate.cert }),
    })
    io.out(`Serving cluster "${name}" on ${server.address} until Ctrl-C. In another terminal:\n`)
    io.out(`  export KUBECONFIG=${path}\n  kubectl get pods -A\n`)
    await io.flush()
    await pause(Number.POSITIVE_INFINITY, signal)
  } finally {
    await server.close()
  }
}
