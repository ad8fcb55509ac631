import type { Namespace, Pod } from '../../model/objects/types.js'
import { type LabelSelector, matchesLabels, selectorOf } from '../../model/selectors/label-selectors.js'
import { entryOf } from '../../model/values/json-values.js'
import type { Reader } from '../../store/store.js'
import { type Rejection, reject, rejectForGood } from './rejection.js'
import type { Follower, NodeInfo, Snapshot } from './snapshot.js'

type PodAffinity = NonNullable<NonNullable<Pod['spec']['affinity']>['podAffinity']>
type DeclaredTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number]

interface Term {
  readonly topologyKey: string
  readonly weight: number
  matches(pod: Pod): boolean
}

interface Terms {
  readonly affinity: readonly Term[]
  readonly antiAffinity: readonly Term[]
  /** Weights of anti-affinity are negative. */
  readonly preferred: readonly Term[]
}

const noTerms: Terms = { affinity: [], antiAffinity: [], preferred: [] }

/** The affinity terms of a pod, ready to match. */
function termsOf(pod: Pod, reader: Reader): Terms {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {}
  if (podAffinity === undefined && podAntiAffinity === undefined) return noTerms
  const term = (declared: DeclaredTerm, weight: number) => readTerm(declared, weight, pod, reader)
  return {
    affinity: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((item) => term(item, 1)),
    antiAffinity: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((item) => term(item, 1)),
    preferred: [
      ...(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((item) =>
        term(item.podAffinityTerm, item.weight),
      ),
      ...(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((item) =>
        term(item.podAffinityTerm, -item.weight),
      ),
    ],
  }
}

function readTerm(declared: DeclaredTerm, weight: number, pod: Pod, reader: Reader): Term {
  const selector = withLabelKeys(declared, pod)
  const namespaces = new Set(declared.namespaces ?? [])
  const byLabels = declared.namespaceSelector === undefined ? undefined : selectorOf(declared.namespaceSelector)
  if (namespaces.size === 0 && byLabels === undefined) namespaces.add(pod.metadata.namespace ?? '')
  const inNamespace = (name: string) =>
    namespaces.has(name) ||
    (byLabels !== undefined && matchesLabels(byLabels, reader.get<Namespace>(`namespaces/${name}`)?.metadata.labels))
  return {
    topologyKey: declared.topologyKey,
    weight,
    matches: (other) => matchesLabels(selector, other.metadata.labels) && inNamespace(other.metadata.namespace ?? ''),
  }
}

function withLabelKeys(declared: DeclaredTerm, pod: Pod): LabelSelector {
  const labels = pod.metadata.labels ?? {}
  const narrowed = (keys: readonly string[] | undefined, operator: 'in' | 'notin') =>
    (keys ?? []).flatMap((key) => {
      const value = entryOf(labels, key)
      return value === undefined ? [] : [{ key, operator, values: [value] }]
    })
  const selector = selectorOf(declared.labelSelector)
  return {
    ...selector,
    requirements: [
      ...selector.requirements,
      ...narrowed(declared.matchLabelKeys, 'in'),
      ...narrowed(declared.mismatchLabelKeys, 'notin'),
    ],
  }
}

/** Sums by topology key and value. */
type Totals = Map<string, number>
const domain = (key: string, value: string) => `${key}\n${value}`

function addTo(totals: Totals, term: Term, info: NodeInfo, amount: number): void {
  const value = info.labels[term.topologyKey]
  if (value === undefined) return
  const name = domain(term.topologyKey, value)
  totals.set(name, (totals.get(name) ?? 0) + amount)
}

function totalAt(totals: Totals, topologyKey: string, info: NodeInfo): number {
  const value = info.labels[topologyKey]
  return value === undefined ? 0 : (totals.get(domain(topologyKey, value)) ?? 0)
}

/** How a class of pods and the pods already placed attract and repel each other. */
export interface InterPod extends Follower {
  filter(info: NodeInfo): Rejection | undefined
  /** Undefined when no preference is at stake. */
  scores(feasible: readonly NodeInfo[]): number[] | undefined
}

const noAffinity = rejectForGood("node(s) didn't match pod affinity rules")
const antiAffinity = reject("node(s) didn't match pod anti-affinity rules")
const othersAntiAffinity = reject("node(s) didn't satisfy existing pods anti-affinity rules")
/** `HardPodAffinityWeight`: what a required affinity of a pod already placed is worth to those it wants. */
const REQUIRED_WEIGHT = 1

/** Counts once what the placed pods mean to this class of pods, and follows when more are placed. */
export function interPod(pod: Pod, snapshot: Snapshot, reader: Reader): InterPod {
  const own = termsOf(pod, reader)
  const wanted: Totals = new Map()
  const unwanted: Totals = new Map()
  const repelled: Totals = new Map()
  const preference: Totals = new Map()

  function placed(other: Pod, info: NodeInfo): void {
    if (own.affinity.length > 0 && own.affinity.every((term) => term.matches(other))) {
      for (const term of own.affinity) addTo(wanted, term, info, 1)
    }
    for (const term of own.antiAffinity) if (term.matches(other)) addTo(unwanted, term, info, 1)
    for (const term of own.preferred) if (term.matches(other)) addTo(preference, term, info, term.weight)
    const theirs = termsOf(other, reader)
    if (theirs === noTerms) return
    for (const term of theirs.antiAffinity) if (term.matches(pod)) addTo(repelled, term, info, 1)
    for (const term of theirs.affinity) if (term.matches(pod)) addTo(preference, term, info, REQUIRED_WEIGHT)
    for (const term of theirs.preferred) if (term.matches(pod)) addTo(preference, term, info, term.weight)
  }

  /** The first pod of a set that wants its own company may go anywhere. */
  const isFirst = () => wanted.size === 0 && own.affinity.every((term) => term.matches(pod))

  function filter(info: NodeInfo): Rejection | undefined {
    if (own.affinity.length > 0) {
      const everyKey = own.affinity.every(({ topologyKey }) => info.labels[topologyKey] !== undefined)
      if (!everyKey) return noAffinity
      if (!own.affinity.every(({ topologyKey }) => totalAt(wanted, topologyKey, info) > 0) && !isFirst()) {
        return noAffinity
      }
    }
    if (own.antiAffinity.some(({ topologyKey }) => totalAt(unwanted, topologyKey, info) > 0)) return antiAffinity
    if (repelled.size === 0) return undefined
    const labels = Object.entries(info.labels)
    return labels.some(([key, value]) => (repelled.get(domain(key, value)) ?? 0) > 0) ? othersAntiAffinity : undefined
  }

  function scores(feasible: readonly NodeInfo[]): number[] | undefined {
    if (preference.size === 0) return undefined
    const raw = feasible.map(({ labels }) => {
      let score = 0
      for (const key of Object.keys(labels)) score += preference.get(domain(key, labels[key] ?? '')) ?? 0
      return score
    })
    const least = Math.min(...raw)
    const range = Math.max(...raw) - least
    return raw.map((score) => (range === 0 ? 0 : Math.trunc((100 * (score - least)) / range)))
  }

  const result = { filter, scores, placed }
  const alone = own === noTerms
  for (const info of snapshot.nodes) {
    for (const other of info.pods) if (!alone || other.spec.affinity !== undefined) placed(other, info)
  }
  snapshot.followers.push(result)
  return result
}
