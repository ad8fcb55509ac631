import type { Machine } from '../model/objects/machine.js'
import { isPodTerminal } from '../model/objects/pods.js'
import type { Node, Pod } from '../model/objects/types.js'
import { podsByIp } from '../store/indexes.js'
import type { Reader } from '../store/store.js'
import type { Origin } from './contract.js'

/** A network stack that traffic starts from or ends at. */
export type Place =
  | { readonly at: 'host' }
  | { readonly at: 'node'; readonly node: string }
  | { readonly at: 'pod'; readonly pod: Pod; readonly node: string }

/** The user's machine, as the nodes' network sees it. */
export const hostAddress = '192.168.49.1'

/** The network stack of an origin: a pod on the host network is on its node's. Undefined when the pod is gone. */
export function placeOf(origin: Origin, reader: Reader): Place | undefined {
  if (origin.from === 'host') return { at: 'host' }
  if (origin.from === 'node') return { at: 'node', node: origin.node }
  const pod = reader.get<Pod>(`pods/${origin.namespace}/${origin.pod}`)
  if (pod === undefined) return undefined
  const node = pod.spec.nodeName ?? ''
  return pod.spec.hostNetwork === true ? { at: 'node', node } : { at: 'pod', pod, node }
}

/** The address a place sends from. */
export function addressOf(place: Place, reader: Reader): string {
  if (place.at === 'host') return hostAddress
  return place.at === 'node' ? nodeAddress(place.node, reader) : (place.pod.status.podIP ?? '')
}

export function nodeAddress(name: string, reader: Reader): string {
  const node = reader.get<Node>(`nodes/${name}`)
  const internal = node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address
  return internal ?? reader.get<Machine>(`machines/${name}`)?.address ?? ''
}

/** The first address of a node's pod range, which its bridge has: 10.244.1.0/24 → 10.244.1.1. */
export function bridgeAddress(name: string, reader: Reader): string {
  const range = reader.get<Node>(`nodes/${name}`)?.spec.podCIDR
  return range === undefined ? nodeAddress(name, reader) : range.replace(/\.\d+\/\d+$/, '.1')
}

/** The node an address belongs to. */
export function nodeWithAddress(address: string, reader: Reader): string | undefined {
  const names = reader.list<Node>('nodes').map((node) => node.metadata.name)
  return names.find((name) => nodeAddress(name, reader) === address)
}

/** The pod an address belongs to, pods on the host network left aside. */
export function podWithAddress(address: string, reader: Reader): Pod | undefined {
  const pods = reader.select<Pod>(podsByIp, address)
  return pods.find((pod) => pod.spec.hostNetwork !== true && !isPodTerminal(pod))
}

/** A machine that nobody has described is taken to be on. */
export function isPoweredOn(node: string, reader: Reader): boolean {
  return reader.get<Machine>(`machines/${node}`)?.power.on !== false
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.')
}
