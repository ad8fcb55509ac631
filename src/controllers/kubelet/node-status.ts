import type { Machine } from '../../model/objects/machine.js'
import { canonicalQuantity } from '../../model/objects/quantity.js'
import { timestamp } from '../../model/objects/time.js'
import type { Node } from '../../model/objects/types.js'
import type { World } from '../machinery/controller.js'

type NodeStatus = Node['status']
type NodeCondition = NonNullable<NodeStatus['conditions']>[number]

const capacityDefaults: Readonly<Record<string, string>> = {
  cpu: '4',
  'ephemeral-storage': '50Gi',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '8Gi',
  pods: '110',
}
/** `--node-status-max-images` */
const MOST_IMAGES = 50

/** What the kubelet posts of its node while all is well. */
export function nodeStatus(machine: Machine, previous: NodeStatus | undefined, world: World): NodeStatus {
  const { name } = machine.metadata
  const capacity = { ...capacityDefaults, ...machine.capacity }
  for (const [resource, amount] of Object.entries(capacity)) capacity[resource] = canonicalQuantity(amount)
  return {
    ...previous,
    addresses: [
      { address: machine.address ?? '', type: 'InternalIP' },
      { address: name, type: 'Hostname' },
    ],
    allocatable: capacity,
    capacity,
    conditions: conditions(previous, world.now),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    ...(world.features('NodeDeclaredFeatures') ? { declaredFeatures } : {}),
    images: images(machine),
    nodeInfo: {
      architecture: 'amd64',
      ...identifiers(machine, world),
      containerRuntimeVersion: 'containerd://1.7.27',
      kernelVersion: '6.8.0-60-generic',
      kubeProxyVersion: '',
      kubeletVersion: `v${world.settings.kubernetesVersion}`,
      operatingSystem: 'linux',
      osImage: 'Ubuntu 24.04.2 LTS',
    },
  }
}

/** What a kubelet tells schedulers and API servers that it can do, of what not all can yet (`nodedeclaredfeatures`). */
const declaredFeatures = [
  'ExtendWebSocketsToKubelet',
  'InPlacePodLevelResourcesVerticalScaling',
  'InPlacePodVerticalScalingInitContainers',
  'RestartAllContainersOnContainerExits',
]

/** What tells a machine and its boot from all others. */
function identifiers({ metadata: { name }, power }: Machine, world: World) {
  const random = world.random(`machine/${name}`)
  return {
    bootID: world.random(`boot/${name}/${power.since}`).uuid(),
    machineID: random.uuid().replaceAll('-', ''),
    systemUUID: random.uuid(),
  }
}

const healthy: readonly Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'>[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
]

/** Heartbeats are not stored: those of a node that is alive are worked out when it is looked at. */
function conditions(previous: NodeStatus | undefined, now: number): NodeCondition[] {
  const owned = new Set(healthy.map(({ type }) => type))
  const others = (previous?.conditions ?? []).filter(({ type }) => !owned.has(type))
  const own = healthy.map((condition) => {
    const before = previous?.conditions?.find(({ type }) => type === condition.type)
    const same = before?.status === condition.status
    return {
      ...condition,
      lastHeartbeatTime: (same && before.lastHeartbeatTime) || timestamp(now),
      lastTransitionTime: (same && before.lastTransitionTime) || timestamp(now),
    }
  })
  return [...others, ...own]
}

/** Largest first, as the kubelet lists them. */
function images({ images: pulled = {} }: Machine): NonNullable<NodeStatus['images']> {
  return Object.entries(pulled)
    .map(([name, { digest, sizeBytes }]) => ({ names: [`${repository(name)}@${digest}`, name], sizeBytes }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, MOST_IMAGES)
}

/** `docker.io/library/nginx` of `docker.io/library/nginx:latest` */
export function repository(name: string): string {
  const [plain = ''] = name.split('@')
  const colon = plain.lastIndexOf(':')
  return colon > plain.lastIndexOf('/') ? plain.slice(0, colon) : plain
}
