import type { Features } from '../../../model/objects/features.js'
import type { Pod, PodSpec } from '../../../model/objects/types.js'

type Affinity = NonNullable<PodSpec['affinity']>
type PodAffinity = NonNullable<Affinity['podAffinity']>
type Term = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number]
type Selector = NonNullable<Term['labelSelector']>
type Labels = Readonly<Record<string, string>>

/**
 * `mutatePodAffinity` and `mutateTopologySpreadConstraints`: what a new pod says of pods that have a label like its own
 * (`matchLabelKeys`) or another (`mismatchLabelKeys`) becomes part of the selector. Nothing is changed in place: the spec may
 * be the template's.
 */
export function mergeLabelKeys({ spec, metadata }: Pod, features: Features): PodSpec {
  const labels = metadata.labels ?? {}
  const { affinity, topologySpreadConstraints: spread } = spec
  const merges = features('MatchLabelKeysInPodTopologySpreadSelectorMerge')
  return {
    ...spec,
    ...(affinity?.podAffinity || affinity?.podAntiAffinity ? { affinity: withKeys(affinity, labels) } : {}),
    ...(spread && merges ? { topologySpreadConstraints: spread.map((each) => termWithKeys(each, labels)) } : {}),
  }
}

function withKeys(affinity: Affinity, labels: Labels): Affinity {
  const { podAffinity, podAntiAffinity } = affinity
  return {
    ...affinity,
    ...(podAffinity && { podAffinity: affinityWithKeys(podAffinity, labels) }),
    ...(podAntiAffinity && { podAntiAffinity: affinityWithKeys(podAntiAffinity, labels) }),
  }
}

function affinityWithKeys(affinity: PodAffinity, labels: Labels): PodAffinity {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
  } = affinity
  return {
    ...affinity,
    ...(required && {
      requiredDuringSchedulingIgnoredDuringExecution: required.map((term) => termWithKeys(term, labels)),
    }),
    ...(preferred && {
      preferredDuringSchedulingIgnoredDuringExecution: preferred.map((each) => ({
        ...each,
        podAffinityTerm: termWithKeys(each.podAffinityTerm, labels),
      })),
    }),
  }
}

interface Keyed {
  labelSelector?: Selector
  matchLabelKeys?: string[]
  mismatchLabelKeys?: string[]
}

/** `applyMatchLabelKeysAndMismatchLabelKeys`: a selector that is none still selects nothing. */
function termWithKeys<T extends Keyed>(term: T, labels: Labels): T {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term
  if (labelSelector == null || matchLabelKeys.length + mismatchLabelKeys.length === 0) return term
  const expressions = (keys: readonly string[], operator: 'In' | 'NotIn') =>
    keys.flatMap((key) => (Object.hasOwn(labels, key) ? [{ key, operator, values: [labels[key]!] }] : []))
  const added = [...expressions(matchLabelKeys, 'In'), ...expressions(mismatchLabelKeys, 'NotIn')]
  if (added.length === 0) return term
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...added]
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } }
}
