import { isDNS1123Label } from '../../model/names.js'
import { goQuote } from '../../model/quote.js'
import type { Container, PodSpec } from '../../model/types.js'
import { quantityIn, type ResourceList } from './resource-lists.js'

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

/** What the API server accepts of a pod but warns about (`pkg/api/pod/warnings.go`). */
export function podWarnings(spec: PodSpec, path: string): string[] {
  const containers: [Container, string][] = (['initContainers', 'containers'] as const).flatMap((field) =>
    (spec[field] ?? []).map((container, index): [Container, string] => [container, `${path}.${field}[${index}]`]),
  )
  return [
    ...Object.keys(spec.nodeSelector ?? {}).flatMap((label) => {
      const message = Object.hasOwn(deprecatedLabels, label) ? deprecatedLabels[label] : undefined
      return message === undefined ? [] : [`${path}.nodeSelector[${label}]: ${message}`]
    }),
    ...(spec.topologySpreadConstraints ?? []).flatMap(({ labelSelector }, index) => {
      const at = `${path}.topologySpreadConstraints[${index}].labelSelector`
      return labelSelector == null ? [`${at}: a null labelSelector results in matching no pod`] : []
    }),
    ...duplicates(spec.hostAliases ?? [], 'ip', `${path}.hostAliases`),
    ...duplicates(spec.imagePullSecrets ?? [], 'name', `${path}.imagePullSecrets`),
    ...containers.flatMap(([container, at]) => [
      ...fractionWarnings(container.resources?.limits, `${at}.resources.limits`),
      ...fractionWarnings(container.resources?.requests, `${at}.resources.requests`),
      ...environmentWarnings(container, `${at}.env`),
    ]),
    ...portWarnings(containers),
    ...(negative(spec)
      ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
  ]
}

const negative = (spec: PodSpec) => (spec.terminationGracePeriodSeconds ?? 0) < 0

/** Names that pods take over from their owner should fit into a hostname. */
export function nameWarnings(name: string, use: string): string[] {
  const messages = isDNS1123Label(name)
  if (messages.length === 0) return []
  const advice = 'which can result in surprising behavior; a DNS label is recommended'
  return [`metadata.name: this is used in ${use}, ${advice}: [${messages.join(' ')}]`]
}

function duplicates<K extends string>(items: readonly { [key in K]?: string }[], field: K, path: string): string[] {
  const seen = new Set<string>()
  return items.flatMap((item, index) => {
    const value = item[field] ?? ''
    if (seen.has(value)) return [`${path}[${index}].${field}: duplicate ${field} ${goQuote(value)}`]
    seen.add(value)
    return []
  })
}

function fractionWarnings(list: ResourceList | undefined, path: string): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) => {
    const text = list?.[name]
    const quantity = quantityIn(text)
    if (quantity === undefined || quantity.nanos % 1_000_000_000n === 0n) return []
    return [`${path}[${name}]: fractional byte value ${goQuote(String(text))} is invalid, must be an integer`]
  })
}

function environmentWarnings({ env = [] }: Container, path: string): string[] {
  const seen = new Set<string>()
  return env.flatMap(({ name, value = '', valueFrom }, index) => {
    const reference = `$(${name})`
    const hides = valueFrom != null || value === reference || !value.includes(reference)
    const again = seen.has(name)
    seen.add(name)
    if (!again || !hides) return []
    return [`${path}[${index}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`]
  })
}

function portWarnings(containers: readonly [Container, string][]): string[] {
  const taken = new Map<string, { path: string; hostIP: string; hostPort: number }[]>()
  const warnings: string[] = []
  for (const [container, at] of containers) {
    for (const [index, { containerPort, protocol, hostIP = '', hostPort = 0 }] of (container.ports ?? []).entries()) {
      const path = `${at}.ports[${index}]`
      const key = `${containerPort}/${protocol}`
      const others = taken.get(key) ?? []
      for (const other of others) {
        if (hostIP === other.hostIP && hostPort === other.hostPort) {
          warnings.push(`${path}: duplicate port definition with ${other.path}`)
        } else if (hostPort === 0 || other.hostPort === 0) {
          warnings.push(`${path}: overlapping port definition with ${other.path}`)
        }
      }
      taken.set(key, [...others, { path, hostIP, hostPort }])
    }
  }
  return warnings
}
