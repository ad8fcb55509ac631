import type { Machine } from '../model/objects/machine.js'
import { isPodTerminal } from '../model/objects/pods.js'
import type { Node, Pod } from '../model/objects/types.js'
import { podsByNode } from '../store/indexes.js'
import type { Applications, NetworkWorld, Protocol, Socket, SocketAddress } from './contract.js'
import {
  addressOf,
  bridgeAddress,
  isLoopback,
  isPoweredOn,
  nodeAddress,
  nodeWithAddress,
  type Place,
  podWithAddress,
} from './places.js'
import { chooseEndpoint, type Rule, ruleForAddress, ruleForLocalhost, ruleForNodePort } from './proxy.js'

/** Where a connection ends. */
export type Connection =
  | {
      readonly outcome: 'open'
      readonly pod: Pod
      readonly socket: Socket
      readonly client: string
      readonly server: SocketAddress
    }
  /** A program of the node itself. */
  | { readonly outcome: 'open'; readonly daemon: Daemon; readonly server: SocketAddress }
  | { readonly outcome: 'refused' | 'timeout' }

export type Daemon = 'kubelet' | 'kubelet-health' | 'sshd'

const refused = { outcome: 'refused' } as const
const timeout = { outcome: 'timeout' } as const

interface Attempt {
  readonly from: Place
  readonly port: number
  readonly protocol: Protocol
  readonly world: NetworkWorld
  readonly applications: Applications
}

/** Follows a connection from its origin through routes and kube-proxy's rules to a socket. */
export function connect(attempt: Attempt, address: string): Connection {
  const { from, world } = attempt
  if (from.at !== 'host' && !isPoweredOn(from.node, world)) return timeout
  if (from.at === 'host') return fromHost(attempt, address)
  const own = address === addressOf(from, world)
  if (from.at === 'pod' && (isLoopback(address) || own))
    return intoPod(attempt, from.pod, isLoopback(address) ? '127.0.0.1' : address, address)
  const here = isLoopback(address) ? nodeAddress(from.node, world) : address
  const rule = isLoopback(address) ? undefined : ruleForAddress(here, attempt.port, attempt.protocol, world)
  if (rule !== undefined) return throughProxy(attempt, rule, from.node)
  return toAddress(attempt, here, isLoopback(address))
}

/** The user's machine reaches nodes, load balancers and what its own localhost forwards; pods and cluster IPs it does not. */
function fromHost(attempt: Attempt, address: string): Connection {
  const { port, protocol, world } = attempt
  if (isLoopback(address)) {
    const rule = ruleForLocalhost(port, protocol, world) ?? ruleForNodePort(port, protocol, world)
    const entry = rule === undefined ? undefined : entryNode(rule, world)
    if (rule === undefined) return refused
    return entry === undefined ? timeout : throughProxy(attempt, rule, entry)
  }
  const rule = ruleForAddress(address, port, protocol, world)
  if (rule?.traffic === 'external') {
    const entry = entryNode(rule, world)
    return entry === undefined ? timeout : throughProxy(attempt, rule, entry)
  }
  return nodeWithAddress(address, world) === undefined ? timeout : toAddress(attempt, address, false)
}

/** The node on which traffic from outside comes in: with policy Local one that has an endpoint, as balancers check. */
function entryNode(rule: Rule, world: NetworkWorld): string | undefined {
  const nodes = world.list<Node>('nodes').map((node) => node.metadata.name)
  const alive = nodes.filter((name) => isPoweredOn(name, world))
  const workers = alive.filter((name) => !isControlPlane(name, world))
  const candidates = workers.length > 0 ? workers : alive
  if (rule.service.spec.externalTrafficPolicy !== 'Local') return candidates[0]
  return candidates.find((name) => typeof chooseEndpoint(rule, name, '', readOnly(world)) === 'object') ?? candidates[0]
}

function isControlPlane(name: string, world: NetworkWorld): boolean {
  return world.get<Node>(`nodes/${name}`)?.metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined
}

/** For looking ahead: nothing is remembered. */
function readOnly(world: NetworkWorld): NetworkWorld {
  return {
    revision: world.revision,
    now: world.now,
    settings: world.settings,
    random: world.random,
    get: (key) => world.get(key),
    list: (resource, namespace) => world.list(resource, namespace),
    select: (index, value) => world.select(index, value),
    create: (_, object) => object,
    update: (_, object) => object,
  }
}

/** On a node whose kube-proxy has a rule for the destination. */
function throughProxy(attempt: Attempt, rule: Rule, node: string): Connection {
  const { from, world } = attempt
  const client = addressOf(from, world)
  const endpoint = chooseEndpoint(rule, node, client, world)
  if (endpoint === 'reject') return refused
  if (endpoint === 'drop') return timeout
  const keepsSource =
    from.at === 'pod'
      ? rule.traffic === 'internal'
      : rule.traffic === 'external' && rule.service.spec.externalTrafficPolicy === 'Local'
  const pod = podWithAddress(endpoint.address, world)
  const inner = { ...attempt, port: endpoint.port }
  if (pod === undefined) return toAddress(inner, endpoint.address, false)
  const hairpin = from.at === 'pod' && from.pod.metadata.uid === pod.metadata.uid
  const masqueraded = pod.spec.nodeName === node ? bridgeAddress(node, world) : nodeAddress(node, world)
  return intoPod(inner, pod, keepsSource && !hairpin ? client : masqueraded, endpoint.address)
}

/** An address that no service has: a pod's, a node's, or nobody's. */
function toAddress(attempt: Attempt, address: string, loopback: boolean): Connection {
  const { from, port, protocol, world, applications } = attempt
  const pod = podWithAddress(address, world)
  if (pod !== undefined) {
    const own = addressOf(from, world)
    const sameNode = from.at === 'node' && from.node === pod.spec.nodeName
    return intoPod(attempt, pod, sameNode ? bridgeAddress(from.node, world) : own, address)
  }
  const node = nodeWithAddress(address, world)
  if (node === undefined || !isPoweredOn(node, world)) return timeout
  const rule = ruleForNodePort(port, protocol, world)
  if (rule !== undefined) return throughProxy(attempt, rule, node)
  const local = from.at === 'node' && from.node === node
  for (const host of world.select<Pod>(podsByNode, node)) {
    if (isPodTerminal(host)) continue
    if (host.spec.hostNetwork === true) {
      const socket = listening(host, port, protocol, local && loopback, attempt)
      if (socket !== undefined)
        return { outcome: 'open', pod: host, socket, client: addressOf(from, world), server: { address, port } }
      continue
    }
    const target = hostPort(host, port, protocol)
    const socket =
      target === undefined
        ? undefined
        : applications.sockets(host, world).find((one) => one.port === target && !one.loopback)
    if (socket !== undefined)
      return { outcome: 'open', pod: host, socket, client: bridgeAddress(node, world), server: { address, port } }
  }
  const daemon = daemonOn(node, port, protocol, local && loopback, world)
  return daemon === undefined ? refused : { outcome: 'open', daemon, server: { address, port } }
}

function hostPort(pod: Pod, port: number, protocol: Protocol): number | undefined {
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? [])
  return ports.find((one) => one.hostPort === port && (one.protocol ?? 'TCP') === protocol)?.containerPort
}

function daemonOn(
  node: string,
  port: number,
  protocol: Protocol,
  loopback: boolean,
  world: NetworkWorld,
): Daemon | undefined {
  if (protocol !== 'TCP') return undefined
  if (port === 22) return 'sshd'
  const running = world.get<Machine>(`machines/${node}`)?.kubelet.running !== false
  if (port === 10250 && running) return 'kubelet'
  return port === 10248 && running && loopback ? 'kubelet-health' : undefined
}

function intoPod(attempt: Attempt, pod: Pod, client: string, address: string): Connection {
  const { port, protocol, world } = attempt
  if (!isPoweredOn(pod.spec.nodeName ?? '', world)) return timeout
  const inside = attempt.from.at === 'pod' && attempt.from.pod.metadata.uid === pod.metadata.uid
  const socket = listening(pod, port, protocol, inside && isLoopback(address), attempt)
  return socket === undefined ? refused : { outcome: 'open', pod, socket, client, server: { address, port } }
}

function listening(
  pod: Pod,
  port: number,
  protocol: Protocol,
  loopback: boolean,
  attempt: Attempt,
): Socket | undefined {
  const sockets = attempt.applications.sockets(pod, attempt.world)
  return sockets.find((one) => one.port === port && one.protocol === protocol && (loopback || !one.loopback))
}
