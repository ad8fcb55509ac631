import type { Machine } from '../../model/objects/machine.js'
import { objectKey } from '../../model/objects/object.js'
import { microTimestamp } from '../../model/objects/time.js'
import type { Lease, Node } from '../../model/objects/types.js'
import { addressAt, addressCount, type Cidr, formatCidr, parseCidr } from '../../model/values/addresses.js'
import { deepEqual } from '../../model/values/json-values.js'
import type { World } from '../machinery/controller.js'
import { nodeStatus } from './node-status.js'
import { recorderOn } from './sync.js'

/** The network that the machines share. */
const MACHINES = '192.168.49.0/24'
/** The first address after the network's own and its gateway's. */
const FIRST_MACHINE = 2
/** `--node-cidr-mask-size` */
const NODE_BITS = 24

export function isAlive({ kubelet, power }: Machine): boolean {
  return kubelet.running && power.on
}

/** Registers the machine's node and keeps its status. */
export function syncNode(stored: Machine, world: World): undefined {
  if (!isAlive(stored)) return undefined
  let machine = stored
  if (machine.address === undefined) machine = { ...machine, address: freeAddress(world) }
  const key = objectKey('nodes', '', machine.metadata.name)
  const known = world.get<Node>(key)
  const started = machine.registered !== machine.kubelet.since
  if (known === undefined && !started) return undefined
  const { unschedulable: reportedUnschedulable = false, ...rest } = machine
  const unschedulable = known?.spec.unschedulable === true
  machine = { ...rest, ...(unschedulable ? { unschedulable } : {}), registered: machine.kubelet.since }
  if (!deepEqual(machine, stored)) world.update('machines', machine)
  const node = known ?? world.create<Node>('nodes', newNode(machine, world))
  const status = nodeStatus(machine, known?.status, world)
  if (started) recordStart(node, status, world)
  if (known !== undefined) recordReboot(known, status, world)
  if (!isReady(known)) recordStatus(node, 'NodeReady', world)
  if (unschedulable !== reportedUnschedulable) {
    recordStatus(node, unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable', world)
  }
  if (!deepEqual(node.status, status)) world.updateStatus<Node>('nodes', { ...node, status })
  keepLease(node, world)
  return undefined
}

function isReady(node: Node | undefined): boolean {
  return node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
}

function newNode(machine: Machine, world: World): Node {
  const { name } = machine.metadata
  const podCIDR = freePodRange(world)
  const controlPlane = (machine.role ?? (name === 'control-plane' ? name : 'worker')) === 'control-plane'
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: {
        'kubeadm.alpha.kubernetes.io/cri-socket': 'unix:///run/containerd/containerd.sock',
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(controlPlane
          ? {
              'node-role.kubernetes.io/control-plane': '',
              'node.kubernetes.io/exclude-from-external-load-balancers': '',
            }
          : {}),
        ...machine.metadata.labels,
      },
    },
    spec: {
      podCIDR,
      podCIDRs: [podCIDR],
      ...(controlPlane ? { taints: [{ effect: 'NoSchedule', key: 'node-role.kubernetes.io/control-plane' }] } : {}),
    },
    status: nodeStatus(machine, undefined, world),
  }
}

function freeAddress(world: World): string {
  const taken = new Set(world.list<Machine>('machines').map(({ address }) => address))
  const network = parseCidr(MACHINES)
  for (let index = FIRST_MACHINE; index < addressCount(network) - 1; index++) {
    const address = addressAt(network, index)
    if (address !== undefined && !taken.has(address)) return address
  }
  return ''
}

/** The first free /24 of the pod range, as the node IPAM controller hands them out. */
function freePodRange(world: World): string {
  const taken = new Set(world.list<Node>('nodes').map(({ spec }) => spec.podCIDR))
  const range = parseCidr(world.settings.podRange)
  const size = 2 ** (32 - NODE_BITS)
  for (let base = range.base; base < range.base + addressCount(range); base += size) {
    const cidr: Cidr = { base, bits: NODE_BITS }
    if (!taken.has(formatCidr(cidr))) return formatCidr(cidr)
  }
  return ''
}

/** Renewals are not stored: those of a kubelet that is alive are worked out when the lease is looked at. */
function keepLease(node: Node, world: World): void {
  const { name, uid = '' } = node.metadata
  if (world.get(objectKey('leases', 'kube-node-lease', name)) !== undefined) return
  const owner = { apiVersion: 'v1', kind: 'Node', name, uid }
  world.create<Lease>('leases', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease', ownerReferences: [owner] },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: microTimestamp(world.now) },
  })
}

function recordStart(node: Node, status: Node['status'], world: World): void {
  recordEvent(node, 'Starting', 'Starting kubelet.', world)
  for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) {
    recordStatus(node, reason, world)
  }
  if (status.allocatable !== undefined) {
    recordEvent(node, 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods', world)
  }
}

function recordReboot(known: Node, { nodeInfo }: Node['status'], world: World): void {
  const before = known.status?.nodeInfo?.bootID
  if (before === undefined || before === nodeInfo?.bootID) return
  const message = `Node ${known.metadata.name} has been rebooted, boot id: ${nodeInfo?.bootID}`
  recordEvent(known, 'Rebooted', message, world, 'Warning')
}

function recordStatus(node: Node, reason: string, world: World): void {
  recordEvent(node, reason, `Node ${node.metadata.name} status is now: ${reason}`, world)
}

/** The kubelet takes its node's name for its uid when it records events. */
function recordEvent(
  node: Node,
  reason: string,
  message: string,
  world: World,
  type: 'Normal' | 'Warning' = 'Normal',
): void {
  const { name } = node.metadata
  const about = { apiVersion: node.apiVersion, kind: node.kind, metadata: { name, uid: name } }
  const machine = world.get<Machine>(objectKey('machines', '', name))!
  world.event({ about, type, reason, message, ...recorderOn(machine) })
}
