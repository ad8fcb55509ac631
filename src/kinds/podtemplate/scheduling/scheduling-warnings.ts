import { isValidLabelValue } from '../../../model/objects/names.js'
import type { PodSpec } from '../../../model/objects/types.js'

type NodeAffinity = NonNullable<NonNullable<PodSpec['affinity']>['nodeAffinity']>
type NodeTerm = NonNullable<NodeAffinity['preferredDuringSchedulingIgnoredDuringExecution']>[number]['preference']

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

const adviceFor = (label: string) => (Object.hasOwn(deprecatedLabels, label) ? deprecatedLabels[label] : undefined)
const noSelector = 'a null labelSelector results in matching no pod'

/** What `pkg/api/pod/warnings.go` says first: of labels of nodes, and of pods that are spread. */
export function nodeLabelWarnings(spec: PodSpec, path: string): string[] {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
  const nodes = spec.affinity?.nodeAffinity
  const at = `${path}.affinity.nodeAffinity`
  return [
    ...Object.keys(spec.nodeSelector ?? {}).flatMap((label) => {
      const advice = adviceFor(label)
      return advice === undefined ? [] : [`${path}.nodeSelector[${label}]: ${advice}`]
    }),
    ...(nodes?.[required]?.nodeSelectorTerms ?? []).flatMap((term, index) =>
      termWarnings(term, false, `${at}.${required}.nodeSelectorTerms[${index}]`),
    ),
    ...(nodes?.[preferred] ?? []).flatMap(({ preference }, index) =>
      termWarnings(preference, true, `${at}.${preferred}[${index}].preference`),
    ),
    ...(spec.topologySpreadConstraints ?? []).flatMap(({ labelSelector, topologyKey }, index) => {
      const advice = adviceFor(topologyKey)
      const constraint = `${path}.topologySpreadConstraints[${index}]`
      return [
        ...(advice === undefined ? [] : [`${constraint}.topologyKey: ${topologyKey} is ${advice}`]),
        ...(labelSelector == null ? [`${constraint}.labelSelector: ${noSelector}`] : []),
      ]
    }),
  ]
}

/** `GetWarningsForNodeSelectorTerm` */
function termWarnings({ matchExpressions = [] }: NodeTerm, checksValues: boolean, path: string): string[] {
  return matchExpressions.flatMap(({ key, values = [] }, index) => {
    const at = `${path}.matchExpressions[${index}]`
    const advice = adviceFor(key)
    const wrong = checksValues
      ? values.flatMap((value, place) =>
          isValidLabelValue(value).map((message) => `${at}.values[${place}]: ${value} is invalid, ${message}`),
        )
      : []
    return [...(advice === undefined ? [] : [`${at}.key: ${key} is ${advice}`]), ...wrong]
  })
}

/** Affinities to no pods at all. */
export function podAffinityWarnings({ affinity }: PodSpec, path: string): string[] {
  return (['podAffinity', 'podAntiAffinity'] as const).flatMap((field) => {
    const { requiredDuringSchedulingIgnoredDuringExecution: required = [], ...others } = affinity?.[field] ?? {}
    const { preferredDuringSchedulingIgnoredDuringExecution: preferred = [] } = others
    const at = `${path}.affinity.${field}`
    return [
      ...required.flatMap(({ labelSelector }, index) =>
        labelSelector == null
          ? [`${at}.requiredDuringSchedulingIgnoredDuringExecution[${index}].labelSelector: ${noSelector}`]
          : [],
      ),
      ...preferred.flatMap(({ podAffinityTerm }, index) => {
        const term = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].podAffinityTerm`
        return podAffinityTerm.labelSelector == null ? [`${term}.labelSelector: ${noSelector}`] : []
      }),
    ]
  })
}
