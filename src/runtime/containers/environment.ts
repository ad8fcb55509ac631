import type { ContainerRun } from '../../model/objects/machine.js'
import type { Container, Pod, Service } from '../../model/objects/types.js'
import { memo } from '../../model/values/memo.js'
import type { Reader } from '../../store/store.js'
import type { Image } from '../catalogue/image.js'

/** What programs in the pod take for the machine's name: the pod's own hostname or name, on a host network the node's. */
export function hostnameOf(pod: Pod): string {
  if (pod.spec.hostNetwork === true) return pod.spec.nodeName ?? ''
  return pod.spec.hostnameOverride ?? (pod.spec.hostname ?? pod.metadata.name).slice(0, 63)
}

/** The complete environment of a container's run, in the order in which containerd and the kubelet build it. */
export function environmentOf(pod: Pod, container: Container, run: ContainerRun, image: Image): Record<string, string> {
  const { PATH = defaultPath, ...imageEnvironment } = image.environment
  const own = run.environment ?? plainVariables(container)
  const environment: Record<string, string> = {
    PATH,
    HOSTNAME: hostnameOf(pod),
    ...(container.tty === true ? { TERM: 'xterm' } : {}),
    ...imageEnvironment,
    ...own,
    ...serviceVariables(run.services ?? []),
    ...own,
  }
  return 'HOME' in environment ? environment : { ...environment, HOME: '/root' }
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The variables that the kubelet gives a container, without those of its image. */
export function kubeletVariables(container: Container, run: ContainerRun): Record<string, string> {
  return { ...serviceVariables(run.services ?? []), ...(run.environment ?? plainVariables(container)) }
}

function plainVariables(container: Container): Record<string, string> {
  return Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value ?? '']))
}

/**
 * The services that a container starting now is told of (`kubelet.getServiceEnvVarMap`): those of its namespace and
 * `default/kubernetes`, or that one alone when the pod wants no service links.
 */
export function serviceLinks(pod: Pod, reader: Reader): string[] {
  const namespace = pod.metadata.namespace ?? 'default'
  const master = reader.get<Service>('services/default/kubernetes')
  const own = pod.spec.enableServiceLinks === false ? [] : reader.list<Service>('services', namespace)
  const services = new Map([...(master === undefined ? [] : [master]), ...own].map((one) => [one.metadata.name, one]))
  return [...services.values()].flatMap((service) => {
    const address = service.spec.clusterIP
    if (address === undefined || address === '' || address === 'None') return []
    const ports = (service.spec.ports ?? []).map(
      (port) => `${port.name === undefined ? '' : `${port.name}:`}${port.port}/${port.protocol ?? 'TCP'}`,
    )
    return ports.length === 0 ? [] : [`${service.metadata.name} ${address} ${ports.join(' ')}`]
  })
}

/** The variables that tell a program of services: `pkg/kubelet/envvars`, Docker's links included. */
export const serviceVariables: (links: readonly string[]) => Readonly<Record<string, string>> = memo(1, variablesOf, {
  // Containers that start together have the same services.
  keyOf: (links) => links.join('\n'),
})

function variablesOf(links: readonly string[]): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {}
  for (const link of links) {
    const [name = '', address = '', ...ports] = link.split(' ')
    const prefix = variableName(name)
    const parsed = ports.map(parsePort)
    variables[`${prefix}_SERVICE_HOST`] = address
    variables[`${prefix}_SERVICE_PORT`] = parsed[0]?.port ?? ''
    for (const { name, port } of parsed) {
      if (name !== '') variables[`${prefix}_SERVICE_PORT_${variableName(name)}`] = port
    }
    for (const [index, { port, protocol }] of parsed.entries()) {
      const url = `${protocol.toLowerCase()}://${address}:${port}`
      if (index === 0) variables[`${prefix}_PORT`] = url
      const portPrefix = `${prefix}_PORT_${port}_${protocol}`
      variables[portPrefix] = url
      variables[`${portPrefix}_PROTO`] = protocol.toLowerCase()
      variables[`${portPrefix}_PORT`] = port
      variables[`${portPrefix}_ADDR`] = address
    }
  }
  return variables
}

function parsePort(text: string): { name: string; port: string; protocol: string } {
  const [, name = '', port = '', protocol = 'TCP'] = /^(?:([^:]*):)?(\d+)\/(\w+)$/.exec(text) ?? []
  return { name, port, protocol }
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_')
}
