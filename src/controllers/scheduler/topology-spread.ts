import { untolerated } from '../../model/objects/tolerations.js'
import type { Pod, Service } from '../../model/objects/types.js'
import {
  type LabelSelector,
  matchesLabels,
  selectorFromSet,
  selectorOf,
} from '../../model/selectors/label-selectors.js'
import { entryOf } from '../../model/values/json-values.js'
import type { Reader } from '../../store/store.js'
import { matchesNodeAffinity } from './node-affinity.js'
import { type Rejection, reject, rejectForGood } from './rejection.js'
import type { Follower, NodeInfo, Snapshot } from './snapshot.js'

/** One spread constraint of a class of pods, with the number of matching pods on every node. */
export interface SpreadConstraint extends Follower {
  readonly topologyKey: string
  readonly maxSkew: number
  readonly minDomains: number
  readonly selector: LabelSelector
  /** 1 when the pod counts itself. */
  readonly self: number
  /** By node index. */
  readonly counts: number[]
  /** Nodes whose pods count (`nodeAffinityPolicy`, `nodeTaintsPolicy`). */
  eligible(info: NodeInfo): boolean
}

type Declared = NonNullable<Pod['spec']['topologySpreadConstraints']>[number]

const HOSTNAME = 'kubernetes.io/hostname'
/** `podtopologyspread.systemDefaultConstraints`. */
const systemDefaults: readonly Declared[] = [
  { topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
]

export interface Spread {
  readonly hard: readonly SpreadConstraint[]
  readonly soft: readonly SpreadConstraint[]
  /** The pod's own soft constraints leave out nodes that lack a key; the system's do not. */
  readonly needsAllKeys: boolean
}

/** The spread constraints of a pod: its own, or the system's over the set it belongs to. */
export function spreadOf(pod: Pod, snapshot: Snapshot, reader: Reader): Spread {
  const own = pod.spec.topologySpreadConstraints ?? []
  if (own.length === 0) {
    const selector = selectorOfSet(pod, reader)
    if (selector === undefined) return { hard: [], soft: [], needsAllKeys: false }
    const soft = systemDefaults.map((declared) => constraint(declared, selector, pod, snapshot))
    return { hard: [], soft, needsAllKeys: false }
  }
  const of = (whenUnsatisfiable: string) =>
    own
      .filter((declared) => declared.whenUnsatisfiable === whenUnsatisfiable)
      .map((declared) => constraint(declared, declaredSelector(declared, pod), pod, snapshot))
  return { hard: of('DoNotSchedule'), soft: of('ScheduleAnyway'), needsAllKeys: true }
}

/** The pods of the services and of the set that a pod belongs to (`helper.DefaultSelector`); undefined when of none. */
function selectorOfSet(pod: Pod, reader: Reader): LabelSelector | undefined {
  const namespace = pod.metadata.namespace ?? ''
  const labels: Record<string, string> = {}
  for (const { spec } of reader.list<Service>('services', namespace)) {
    const wanted = spec.selector ?? {}
    if (Object.keys(wanted).length === 0) continue
    if (matchesLabels(selectorFromSet(wanted), pod.metadata.labels)) Object.assign(labels, wanted)
  }
  const requirements = [...selectorFromSet(labels).requirements, ...ownerSelector(pod, reader).requirements]
  return requirements.length === 0 ? undefined : { requirements }
}

/** Where the sets lie whose selectors tell which pods belong together. */
const setResources: Readonly<Record<string, string>> = {
  ReplicationController: 'replicationcontrollers',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
}

function ownerSelector(pod: Pod, reader: Reader): LabelSelector {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller)
  const resource = setResources[owner?.kind ?? '']
  const set = resource && reader.get(`${resource}/${pod.metadata.namespace}/${owner?.name}`)
  if (!set) return { requirements: [] }
  const { selector = {} } = set.spec
  return 'matchLabels' in selector || 'matchExpressions' in selector ? selectorOf(selector) : selectorFromSet(selector)
}

/** `matchLabelKeys` narrow the selector to pods that share the pod's own values. */
function declaredSelector(declared: Declared, pod: Pod): LabelSelector {
  const selector = selectorOf(declared.labelSelector)
  const labels = pod.metadata.labels ?? {}
  const shared = (declared.matchLabelKeys ?? []).flatMap((key) => {
    const value = entryOf(labels, key)
    return value === undefined ? [] : [{ key, operator: 'in' as const, values: [value] }]
  })
  return shared.length === 0 ? selector : { ...selector, requirements: [...selector.requirements, ...shared] }
}

function constraint(declared: Declared, selector: LabelSelector, pod: Pod, snapshot: Snapshot): SpreadConstraint {
  const counts = (other: Pod) =>
    other.metadata.namespace === pod.metadata.namespace &&
    other.metadata.deletionTimestamp === undefined &&
    matchesLabels(selector, other.metadata.labels)
  const result: SpreadConstraint = {
    topologyKey: declared.topologyKey,
    maxSkew: declared.maxSkew,
    minDomains: declared.minDomains ?? 1,
    selector,
    self: matchesLabels(selector, pod.metadata.labels) ? 1 : 0,
    counts: snapshot.nodes.map(({ pods }) => pods.filter(counts).length),
    eligible: (info) =>
      (declared.nodeAffinityPolicy === 'Ignore' || matchesNodeAffinity(pod, info.node)) &&
      (declared.nodeTaintsPolicy !== 'Honor' ||
        untolerated(info.node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']) === undefined),
    placed: (other, info) => {
      if (counts(other)) result.counts[info.index] = (result.counts[info.index] ?? 0) + 1
    },
  }
  snapshot.followers.push(result)
  return result
}

const mismatch = reject("node(s) didn't match pod topology spread constraints")
const missingLabel = rejectForGood("node(s) didn't match pod topology spread constraints (missing required label)")

/** The filter for one pod: domains are counted once, every node is then looked up. */
export function spreadFilter(hard: readonly SpreadConstraint[], snapshot: Snapshot) {
  const domains = hard.map((constraint) => {
    const found = new Map<string, number>()
    for (const info of snapshot.nodes) {
      const value = info.labels[constraint.topologyKey]
      if (value === undefined || !hasKeys(info, hard) || !constraint.eligible(info)) continue
      found.set(value, (found.get(value) ?? 0) + (constraint.counts[info.index] ?? 0))
    }
    const least = found.size < constraint.minDomains ? 0 : Math.min(...found.values())
    return { constraint, found, least }
  })
  return (info: NodeInfo): Rejection | undefined => {
    for (const { constraint, found, least } of domains) {
      const value = info.labels[constraint.topologyKey]
      if (value === undefined) return missingLabel
      if ((found.get(value) ?? 0) + constraint.self - least > constraint.maxSkew) return mismatch
    }
    return undefined
  }
}

function hasKeys(info: NodeInfo, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => info.labels[topologyKey] !== undefined)
}

/** Scores of the feasible nodes, 0 to 100: the fewer matching pods in a node's domains, the more. */
export function spreadScores({ soft, needsAllKeys }: Spread, feasible: readonly NodeInfo[], snapshot: Snapshot) {
  const ignored = (info: NodeInfo) => needsAllKeys && !hasKeys(info, soft)
  const scored = soft.map((constraint) => domainScorer(constraint, feasible, snapshot, ignored))
  const raw = feasible.map((info) => {
    if (ignored(info)) return undefined
    let score = 0
    for (const scoreOf of scored) score += scoreOf(info)
    return Math.round(score)
  })
  let least = Number.POSITIVE_INFINITY
  let most = 0
  for (const score of raw) {
    if (score === undefined) continue
    least = Math.min(least, score)
    most = Math.max(most, score)
  }
  return raw.map((score) => {
    if (score === undefined) return 0
    return most === 0 ? 100 : Math.trunc((100 * (most + least - score)) / most)
  })
}

/** Domains weigh by the logarithm of how many there are, so that few big ones do not drown many small ones. */
function domainScorer(
  constraint: SpreadConstraint,
  feasible: readonly NodeInfo[],
  snapshot: Snapshot,
  ignored: (info: NodeInfo) => boolean,
): (info: NodeInfo) => number {
  const { topologyKey, maxSkew, counts } = constraint
  if (topologyKey === HOSTNAME) {
    const weight = Math.log(feasible.filter((info) => !ignored(info)).length + 2)
    return (info) => (info.labels[HOSTNAME] === undefined ? 0 : (counts[info.index] ?? 0) * weight + maxSkew - 1)
  }
  const totals = new Map<string, number>()
  for (const info of feasible) {
    const value = info.labels[topologyKey]
    if (value !== undefined && !ignored(info)) totals.set(value, 0)
  }
  if (totals.size === 0) return () => 0
  for (const info of snapshot.nodes) {
    const total = totals.get(info.labels[topologyKey] ?? '')
    if (total === undefined || !constraint.eligible(info)) continue
    totals.set(info.labels[topologyKey] ?? '', total + (counts[info.index] ?? 0))
  }
  const weight = Math.log(totals.size + 2)
  return (info) => {
    const value = info.labels[topologyKey]
    return value === undefined ? 0 : (totals.get(value) ?? 0) * weight + maxSkew - 1
  }
}
