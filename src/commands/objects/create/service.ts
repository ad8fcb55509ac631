/** `create service clusterip|nodeport|loadbalancer|externalname` (kubectl `pkg/cmd/create/create_service.go`). */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { isDNS1123Subdomain, isValidPortName, isValidPortNumber } from '../../../model/objects/names.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Flag, FlagValues, HelpText } from '../../command.js'
import { generatorCommand } from './generator.js'

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'

const tcpFlag: Flag = {
  name: 'tcp',
  type: 'list',
  description: "Port pairs, as '<port>:<targetPort>'.",
}

/** What one of the commands has of its own. */
interface TypeOfService extends HelpText {
  readonly usage: string
  readonly flags: readonly Flag[]
  /** Fields of the spec beside the ports and the selector. */
  extra?(flags: FlagValues): object
}

function serviceCommand(type: ServiceType, { flags: own, extra = () => ({}), ...texts }: TypeOfService) {
  return generatorCommand({
    ...texts,
    flags: [...own, tcpFlag],
    failure: `failed to create ${type} service:`,
    build: ({ name, flags }) => {
      const ports = flags.strings('tcp').map(portOf)
      const needsPorts = type !== 'ExternalName' && !(type === 'ClusterIP' && flags.string('clusterip') === 'None')
      if (ports.length === 0 && needsPorts) throw new UsageError('at least one tcp port specifier must be provided')
      const nodePort = type === 'NodePort' ? flags.int('node-port') : 0
      const labels = { app: name }
      return {
        kind: 'Service',
        apiVersion: 'v1',
        metadata: { name, labels },
        spec: {
          ...(ports.length > 0 ? { ports: ports.map((port) => (nodePort === 0 ? port : { ...port, nodePort })) } : {}),
          selector: labels,
          ...extra(flags),
          type,
        },
        status: { loadBalancer: {} },
      } as unknown as KubeObject
    },
  })
}

/** `8080`, `80:8080`, `80:http`. */
function portOf(text: string) {
  const [first = '', second] = text.split(':')
  const port = parsePort(first)
  return {
    name: text.replaceAll(':', '-'),
    protocol: 'TCP',
    port,
    targetPort: second === undefined ? port : targetOf(second),
  }
}

function targetOf(text: string): number | string {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : undefined
  const problems = number === undefined ? isValidPortName(text) : isValidPortNumber(number)
  if (problems.length > 0) throw new UsageError(problems.join(','))
  return number ?? text
}

function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`)
  if (Number(text) > 65535) throw new UsageError(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`)
  return Number(text)
}

export const clusterIp = serviceCommand('ClusterIP', {
  description: 'Create a service with an address in the cluster, or with none (headless).',
  examples: `
# Port 5678 for the containers' port 8080
kubectl create service clusterip my-cs --tcp=5678:8080

# Headless
kubectl create service clusterip my-cs --clusterip="None"`,
  usage: 'NAME [--tcp=<port>:<targetPort>]',
  flags: [
    { name: 'clusterip', type: 'string', description: "The ClusterIP to use, or 'None' for a headless service." },
  ],
  extra: (flags) => (flags.string('clusterip') === '' ? {} : { clusterIP: flags.string('clusterip') }),
})

export const nodePort = serviceCommand('NodePort', {
  description: 'Create a service with a port of every node.',
  examples: `
# Port 5678 for the containers' port 8080
kubectl create service nodeport my-ns --tcp=5678:8080`,
  usage: 'NAME [--tcp=port:targetPort]',
  flags: [
    { name: 'node-port', type: 'int', default: '0', description: 'Port used to expose the service on each node.' },
  ],
})

export const loadBalancer = serviceCommand('LoadBalancer', {
  description: 'Create a service with an address that is reached from outside the cluster.',
  examples: `
# Port 5678 for the containers' port 8080
kubectl create service loadbalancer my-lbs --tcp=5678:8080`,
  usage: 'NAME [--tcp=port:targetPort]',
  flags: [],
})

export const externalName = serviceCommand('ExternalName', {
  description: 'Create a service that is another name for a host outside the cluster.',
  examples: `
# my-ns leads to bar.com
kubectl create service externalname my-ns --external-name bar.com`,
  usage: 'NAME --external-name external.name',
  flags: [{ name: 'external-name', type: 'string', required: true, description: 'External name of the service.' }],
  extra: (flags) => {
    const target = flags.string('external-name')
    if (isDNS1123Subdomain(target).length > 0) throw new UsageError(`invalid service external name ${target}`)
    return { externalName: target }
  },
})
