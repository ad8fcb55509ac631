import { apiServerUrl } from '../../kubeconfig/home.js'
import type { Command } from '../command.js'

/** `cluster-info` (kubectl `pkg/cmd/clusterinfo/clusterinfo.go`). */
export const command: Command<void> = {
  description: 'Display the addresses of the control plane and of the services of the cluster.',
  usage: '',
  flags: [],
  parse: () => undefined,
  run: async (_request, { client, remote, io, machine, program }) => {
    const server = remote === undefined || machine.state !== '' ? apiServerUrl : remote.address
    const { Chalk } = await import('chalk')
    const colour = new Chalk({ level: io.colourLevel })
    const say = (what: string, url: string) => io.out(`${colour.green(what)} is running at ${colour.yellow(url)}\n`)
    say('Kubernetes control plane', server)
    for (const { name, namespace, path } of await clusterServices(client)) {
      say(name, `${server}/api/v1/namespaces/${namespace}/services/${path}/proxy`)
    }
    io.out(`\nTo further debug and diagnose cluster problems, use '${program} cluster-info dump'.\n`)
  },
}

/** Services labelled as part of the cluster itself, by the name they give themselves. */
async function clusterServices(client: Parameters<Command['run']>[1]['client']) {
  const resource = (await client.resources()).find(({ group, plural }) => group === '' && plural === 'services')!
  const { items } = await client.list({
    resource,
    namespace: 'kube-system',
    labelSelector: 'kubernetes.io/cluster-service=true',
  })
  return items.map(({ metadata, spec }) => {
    const [port] = spec.ports ?? []
    const named = port?.name === undefined ? metadata.name : `${metadata.name}:${port.name}`
    return {
      name: metadata.labels?.['kubernetes.io/name'] ?? metadata.name,
      namespace: metadata.namespace ?? '',
      path: named,
    }
  })
}
