import { writeJson } from '../../model/json/exact-json.js'
import { tolerates, untolerated } from '../../model/objects/tolerations.js'
import type { Pod, Taint } from '../../model/objects/types.js'
import type { Reader } from '../../store/store.js'
import { matchesNodeAffinity, nodesNamed, preferredNodeScore } from './node-affinity.js'
import { type InterPod, interPod } from './pod-affinity.js'
import { type HostPort, hostPortsOf, portsConflict } from './ports.js'
import { type Rejection, reject, rejectForGood } from './rejection.js'
import type { NodeInfo, Snapshot } from './snapshot.js'
import { type Spread, spreadFilter, spreadOf } from './topology-spread.js'
import { type Usage, usageOf } from './usage.js'

/**
 * Pods that the scheduler cannot tell apart, such as the replicas of a set. What does not depend on the placement of
 * others is found out once a class and node.
 */
export interface SchedulingClass {
  readonly pod: Pod
  readonly usage: Usage
  readonly ports: readonly HostPort[]
  readonly spread: Spread
  readonly interPod: InterPod
  /** By node index: the first filter that will never let the pod in. */
  readonly barred: readonly (Rejection | undefined)[]
  /** By node index: PreferNoSchedule taints that the pod does not tolerate. */
  readonly unwelcome: readonly number[]
  /** By node index: weights of preferred node affinity; undefined when there is none. */
  readonly preferred: readonly number[] | undefined
  /** By node index, 0 to 100. */
  readonly imagesThere: readonly number[]
}

/** All that scheduling looks at in a pod, as a text. */
export function classKey(pod: Pod): string {
  const { spec, metadata } = pod
  return writeJson([
    metadata.namespace,
    metadata.labels,
    metadata.ownerReferences?.find((owner) => owner.controller)?.uid,
    spec.priority,
    spec.preemptionPolicy,
    spec.nodeSelector,
    spec.affinity,
    spec.tolerations,
    spec.topologySpreadConstraints,
    spec.overhead,
    spec.resources,
    spec.initContainers?.map(({ image, resources, restartPolicy }) => [image, resources, restartPolicy]),
    spec.containers.map(({ image, resources, ports }) => [image, resources, ports]),
    spec.volumes?.map(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName),
  ])
}

/** @param namesTaints whether it is told which taint keeps a pod off (before 1.34) */
export function schedulingClass(pod: Pod, snapshot: Snapshot, reader: Reader, namesTaints: boolean): SchedulingClass {
  const { nodes } = snapshot
  const named = nodesNamed(pod)
  const hasPreferences = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution !== undefined
  return {
    pod,
    usage: usageOf(pod),
    ports: hostPortsOf(pod),
    spread: spreadOf(pod, snapshot, reader),
    interPod: interPod(pod, snapshot, reader),
    barred: nodes.map((info) => (named?.has(info.name) === false ? notNamed : bar(pod, info, namesTaints))),
    unwelcome: nodes.map((info) => unwelcoming(pod, info)),
    preferred: hasPreferences ? nodes.map(({ node }) => preferredNodeScore(pod, node)) : undefined,
    imagesThere: imageScores(pod, snapshot),
  }
}

const unschedulable = rejectForGood('node(s) were unschedulable')
const affinityMismatch = rejectForGood("node(s) didn't match Pod's node affinity/selector")
const notNamed = rejectForGood("node(s) didn't satisfy plugin(s) [NodeAffinity]")
const cordon: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

const tainted = rejectForGood('node(s) had untolerated taint(s)')
const taintText = ({ key, value = '' }: Taint) => `node(s) had untolerated taint {${key}: ${value}}`

/** NodeUnschedulable, TaintToleration, NodeAffinity, in the order of the default plugins. */
function bar(pod: Pod, { node }: NodeInfo, namesTaints: boolean): Rejection | undefined {
  const { tolerations } = pod.spec
  if (node.spec.unschedulable && !tolerations?.some((toleration) => tolerates(toleration, cordon))) {
    return unschedulable
  }
  const taint = untolerated(node.spec.taints, tolerations, ['NoSchedule', 'NoExecute'])
  if (taint !== undefined) return namesTaints ? rejectForGood(taintText(taint)) : tainted
  return matchesNodeAffinity(pod, node) ? undefined : affinityMismatch
}

function unwelcoming(pod: Pod, { node }: NodeInfo): number {
  let count = 0
  for (const taint of node.spec.taints ?? []) {
    if (taint.effect !== 'PreferNoSchedule') continue
    const tolerated = pod.spec.tolerations?.some((toleration) => tolerates(toleration, taint))
    if (!tolerated) count++
  }
  return count
}

const noPorts = reject("node(s) didn't have free ports for the requested pod ports")

/** What keeps a pod of the class off each node, by node index; called for every pod, since the others move. */
export function filters(of: SchedulingClass, snapshot: Snapshot): (info: NodeInfo) => Rejection | undefined {
  const { usage, ports, spread } = of
  const spreads = spread.hard.length === 0 ? undefined : spreadFilter(spread.hard, snapshot)
  return (info) => {
    const barred = of.barred[info.index]
    if (barred !== undefined) return barred
    if (ports.length > 0 && portsConflict(ports, info.ports)) return noPorts
    return shortage(usage, info) ?? spreads?.(info) ?? of.interPod.filter(info)
  }
}

/** NodeResourcesFit: every resource that is short is named; what the empty node has not is short for good. */
function shortage(usage: Usage, { allocatable, used, pods }: NodeInfo): Rejection | undefined {
  const { cpu, memory, storage, others } = usage
  const full = pods.length + 1 > allocatable.pods
  const short =
    full ||
    (cpu > 0 && cpu > allocatable.cpu - used.cpu) ||
    (memory > 0 && memory > allocatable.memory - used.memory) ||
    (storage > 0 && storage > allocatable.storage - used.storage) ||
    others !== undefined
  if (!short) return undefined
  const reasons: string[] = full ? ['Too many pods'] : []
  let final = false
  const check = (name: string, wanted: number, there: number, taken: number) => {
    if (wanted === 0 || wanted <= there - taken) return
    reasons.push(`Insufficient ${name}`)
    if (wanted > there) final = true
  }
  check('cpu', cpu, allocatable.cpu, used.cpu)
  check('memory', memory, allocatable.memory, used.memory)
  check('ephemeral-storage', storage, allocatable.storage, used.storage)
  for (const [name, wanted] of Object.entries(others ?? {})) {
    check(name, wanted, allocatable.others[name] ?? 0, used.others?.[name] ?? 0)
  }
  return reasons.length === 0 ? undefined : { reasons, final }
}

const MEBIBYTE = 1024 * 1024
const LEAST_BYTES = 23 * MEBIBYTE
const MOST_BYTES = 1000 * MEBIBYTE

/** ImageLocality: bytes that need not be pulled, the more so the more nodes have them. */
function imageScores(pod: Pod, { nodes }: Snapshot): number[] {
  const images = new Set([...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ image }) => image ?? ''))
  const sizes = nodes.map(({ node }) => {
    const found: number[] = []
    for (const { names, sizeBytes } of node.status?.images ?? []) {
      if (names?.some((name) => images.has(name) || images.has(shortName(name)))) found.push(sizeBytes ?? 0)
    }
    return found
  })
  const share = sizes.filter((found) => found.length > 0).length / (nodes.length || 1)
  const most = MOST_BYTES * images.size
  return sizes.map((found) => {
    const bytes = found.reduce((sum, size) => sum + size * share, 0)
    return Math.trunc((100 * (Math.min(Math.max(bytes, LEAST_BYTES), most) - LEAST_BYTES)) / (most - LEAST_BYTES))
  })
}

/** `docker.io/library/nginx:latest` is what people call `nginx`. */
function shortName(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '').replace(/:latest$/, '')
}
