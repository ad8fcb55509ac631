/** `create service clusterip|nodeport|loadbalancer|externalname` (kubectl `pkg/cmd/create/create_service.go`). */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { isDNS1123Subdomain, isValidPortName, isValidPortNumber } from '../../../model/objects/names.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Flag, FlagValues } from '../../command.js'
import { generatorCommand } from './generator.js'

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'

const tcpFlag: Flag = {
  name: 'tcp',
  type: 'list',
  description: "Port pairs, as '<port>:<targetPort>'.",
}

function serviceCommand(type: ServiceType, usage: string, own: readonly Flag[], extra: (flags: FlagValues) => object) {
  return generatorCommand({
    usage,
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

export const clusterIp = serviceCommand(
  'ClusterIP',
  'NAME [--tcp=<port>:<targetPort>]',
  [{ name: 'clusterip', type: 'string', description: "The ClusterIP to use, or 'None' for a headless service." }],
  (flags) => (flags.string('clusterip') === '' ? {} : { clusterIP: flags.string('clusterip') }),
)
export const nodePort = serviceCommand(
  'NodePort',
  'NAME [--tcp=port:targetPort]',
  [{ name: 'node-port', type: 'int', default: '0', description: 'Port used to expose the service on each node.' }],
  () => ({}),
)
export const loadBalancer = serviceCommand('LoadBalancer', 'NAME [--tcp=port:targetPort]', [], () => ({}))
export const externalName = serviceCommand(
  'ExternalName',
  'NAME --external-name external.name',
  [{ name: 'external-name', type: 'string', required: true, description: 'External name of the service.' }],
  (flags) => {
    const target = flags.string('external-name')
    if (isDNS1123Subdomain(target).length > 0) throw new UsageError(`invalid service external name ${target}`)
    return { externalName: target }
  },
)
