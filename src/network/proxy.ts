import type { ProxyRecord } from '../model/objects/machine.js'
import type { Service, ServicePort } from '../model/objects/types.js'
import { entryOf } from '../model/values/json-values.js'
import type { Index, Reader } from '../store/store.js'
import type { NetworkWorld, Protocol } from './contract.js'
import { type Endpoint, endpointsOf, takingTraffic } from './endpoints.js'

/** What kube-proxy has matched: a port of a service, and on which of its addresses. */
export interface Rule {
  readonly service: Service
  readonly port: ServicePort
  /** Cluster IPs are internal; node ports, external and load-balancer addresses come from outside. */
  readonly traffic: 'internal' | 'external'
}

const servicesByAddress: Index = {
  name: 'services by address',
  resource: 'services',
  values(service) {
    const { clusterIPs = [], externalIPs = [], clusterIP } = (service as Service).spec
    const balanced = (service as Service).status.loadBalancer?.ingress?.map(({ ip }) => ip ?? '') ?? []
    return [...new Set([clusterIP ?? '', ...clusterIPs, ...externalIPs, ...balanced])].filter(
      (one) => one !== '' && one !== 'None',
    )
  },
}

const servicesByNodePort: Index = {
  name: 'services by node port',
  resource: 'services',
  values: (service) =>
    ((service as Service).spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [String(nodePort)] : [])),
}

/** The rule for a service's own address (cluster IP, external IP, load balancer). */
export function ruleForAddress(address: string, port: number, protocol: Protocol, reader: Reader): Rule | undefined {
  for (const service of reader.select<Service>(servicesByAddress, address)) {
    const matched = portOf(service, protocol, (one) => one.port === port)
    const internal = service.spec.clusterIP === address || service.spec.clusterIPs?.includes(address) === true
    if (matched !== undefined) return { service, port: matched, traffic: internal ? 'internal' : 'external' }
  }
  return undefined
}

export function ruleForNodePort(port: number, protocol: Protocol, reader: Reader): Rule | undefined {
  for (const service of reader.select<Service>(servicesByNodePort, String(port))) {
    const matched = portOf(service, protocol, (one) => one.nodePort === port)
    if (matched !== undefined) return { service, port: matched, traffic: 'external' }
  }
  return undefined
}

/** The load balancer that has a port of the user's own machine: the oldest service wins it. */
export function ruleForLocalhost(port: number, protocol: Protocol, reader: Reader): Rule | undefined {
  const services = reader
    .list<Service>('services')
    .filter((service) => service.status.loadBalancer?.ingress?.some(({ hostname }) => hostname === 'localhost'))
    .sort((a, b) => (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? ''))
  for (const service of services) {
    const matched = portOf(service, protocol, (one) => one.port === port)
    if (matched !== undefined) return { service, port: matched, traffic: 'external' }
  }
  return undefined
}

function portOf(service: Service, protocol: Protocol, wanted: (port: ServicePort) => boolean): ServicePort | undefined {
  return service.spec.ports?.find((port) => (port.protocol ?? 'TCP') === protocol && wanted(port))
}

/**
 * The endpoint a node's kube-proxy chooses for a connection: in turn, from a place in the round that the seed gives;
 * with session affinity the one the client had before. `reject`: the service has no endpoint. `drop`: none that the
 * traffic policy allows on this node.
 */
export function chooseEndpoint(
  rule: Rule,
  node: string,
  client: string,
  world: NetworkWorld,
): Endpoint | 'reject' | 'drop' {
  const { service, port, traffic } = rule
  const all = takingTraffic(endpointsOf(service, world), port)
  if (all.length === 0) return 'reject'
  const policy = traffic === 'internal' ? service.spec.internalTrafficPolicy : service.spec.externalTrafficPolicy
  const allowed = policy === 'Local' ? all.filter((one) => one.node === node) : all
  if (allowed.length === 0) return 'drop'
  const name = `${service.metadata.namespace}/${service.metadata.name}:${port.name ?? ''}`
  // A name server is asked too often for its turn to be worth remembering.
  if (port.protocol === 'UDP') return allowed[0] ?? 'reject'
  const memory = world.get<ProxyRecord>(`proxies/${node}`)
  const sticks = affine(service, name, client, memory, allowed, world)
  const round = entryOf(memory?.rounds, name) ?? 0
  const start = world.random(`endpoint/${node}/${name}`).below(2 ** 20)
  const chosen = sticks ?? allowed[(start + round) % allowed.length] ?? 'reject'
  if (chosen !== 'reject') remember({ name, client, chosen, node, round, memory }, service, world)
  return chosen
}

function affine(
  service: Service,
  name: string,
  client: string,
  memory: ProxyRecord | undefined,
  allowed: readonly Endpoint[],
  world: NetworkWorld,
): Endpoint | undefined {
  if (service.spec.sessionAffinity !== 'ClientIP') return undefined
  const [address, at] = memory?.affinities[`${name} ${client}`] ?? ['', 0]
  const seconds = service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800
  return world.now - at < seconds * 1000 ? allowed.find((one) => `${one.address}:${one.port}` === address) : undefined
}

interface Connection {
  readonly name: string
  readonly client: string
  readonly chosen: Endpoint
  readonly node: string
  readonly round: number
  readonly memory: ProxyRecord | undefined
}

function remember(
  { name, client, chosen, node, round, memory }: Connection,
  service: Service,
  world: NetworkWorld,
): void {
  const affinity = service.spec.sessionAffinity === 'ClientIP'
  const record: ProxyRecord = {
    ...(memory ?? { apiVersion: 'kubesim/v1', kind: 'Proxy', metadata: { name: node }, affinities: {} }),
    rounds: { ...memory?.rounds, [name]: (round + 1) % 2 ** 20 },
    affinities: {
      ...memory?.affinities,
      ...(affinity
        ? { [`${name} ${client}`]: [`${chosen.address}:${chosen.port}`, world.now] as [string, number] }
        : {}),
    },
  }
  if (memory === undefined) world.create('proxies', record)
  else world.update('proxies', record)
}

/** Which of so many a connection from a node takes when they take turns; remembered beside kube-proxy's rounds. */
export function inTurn(name: string, node: string, count: number, world: NetworkWorld): number {
  const memory = world.get<ProxyRecord>(`proxies/${node}`)
  const round = entryOf(memory?.rounds, name) ?? 0
  const start = world.random(`endpoint/${node}/${name}`).below(2 ** 20)
  if (count > 1) {
    const before = memory ?? { apiVersion: 'kubesim/v1', kind: 'Proxy', metadata: { name: node }, affinities: {} }
    const record: ProxyRecord = { ...before, rounds: { ...memory?.rounds, [name]: (round + 1) % 2 ** 20 } }
    if (memory === undefined) world.create('proxies', record)
    else world.update('proxies', record)
  }
  return (start + round) % count
}
