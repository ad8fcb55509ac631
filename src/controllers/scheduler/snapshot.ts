import { isPodTerminal } from '../../model/objects/pods.js'
import { milliValue, parseQuantity, wholeValue } from '../../model/objects/quantity.js'
import type { Node, Pod } from '../../model/objects/types.js'
import { append } from '../../model/values/append.js'
import type { Reader } from '../../store/store.js'
import { type HostPort, hostPortsOf } from './ports.js'
import { addUsage, emptyUsage, type Usage, usageOf } from './usage.js'

/** A node with what runs on it, as the scheduler counts. */
export interface NodeInfo {
  readonly index: number
  readonly name: string
  readonly node: Node
  readonly labels: Readonly<Record<string, string>>
  readonly allocatable: Allocatable
  readonly pods: Pod[]
  readonly used: Usage
  readonly ports: HostPort[]
}

export interface Allocatable {
  readonly pods: number
  readonly cpu: number
  readonly memory: number
  readonly storage: number
  readonly others: Readonly<Record<string, number>>
}

/** Something derived from the pods of a snapshot that must follow when a pod is placed. */
export interface Follower {
  placed(pod: Pod, node: NodeInfo): void
}

/** The nodes and their pods at one revision, kept up to date with what a batch places. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[]
  readonly followers: Follower[]
}

export function takeSnapshot(reader: Reader): Snapshot {
  const nodes = reader.list<Node>('nodes').map(nodeInfo)
  const byName = new Map(nodes.map((info) => [info.name, info]))
  for (const pod of reader.list<Pod>('pods')) {
    const { nodeName } = pod.spec
    if (nodeName === undefined || nodeName === '' || isPodTerminal(pod)) continue
    const info = byName.get(nodeName)
    if (info !== undefined) addPod(info, pod)
  }
  return { nodes, followers: [] }
}

/** Counts a pod as running on a node (`cache.AssumePod`). */
export function place(snapshot: Snapshot, pod: Pod, info: NodeInfo): void {
  addPod(info, pod)
  for (const follower of snapshot.followers) follower.placed(pod, info)
}

function addPod(info: NodeInfo, pod: Pod): void {
  info.pods.push(pod)
  addUsage(info.used, usageOf(pod))
  append(info.ports, hostPortsOf(pod))
}

function nodeInfo(node: Node, index: number): NodeInfo {
  const { name, labels = {} } = node.metadata
  return {
    index,
    name,
    node,
    labels: ownLabels(labels),
    allocatable: allocatableOf(node),
    pods: [],
    used: emptyUsage(),
    ports: [],
  }
}

const allocatables = new WeakMap<object, Allocatable>()

function allocatableOf(node: Node): Allocatable {
  const list = node.status?.allocatable ?? {}
  const found = allocatables.get(list)
  if (found !== undefined) return found
  const { cpu = 0, memory = 0, 'ephemeral-storage': storage = 0, pods = 0, ...others } = list
  const allocatable = {
    pods: wholeValue(parseQuantity(pods)),
    cpu: milliValue(parseQuantity(cpu)),
    memory: wholeValue(parseQuantity(memory)),
    storage: wholeValue(parseQuantity(storage)),
    others: Object.fromEntries(Object.entries(others).map(([key, text]) => [key, wholeValue(parseQuantity(text))])),
  }
  allocatables.set(list, allocatable)
  return allocatable
}

/** Labels that can be asked for by whatever key a pod names. */
const ownLabels = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.assign(Object.create(null), labels)
