import { goQuote } from '../../model/go/quote.js'
import { isDNS1123Label } from '../../model/objects/names.js'
import type { ObjectMeta } from '../../model/objects/object.js'
import type { Container, PodSpec } from '../../model/objects/types.js'
import { quantityIn, type ResourceList } from './containers/resource-lists.js'
import { nodeLabelWarnings, podAffinityWarnings } from './scheduling/scheduling-warnings.js'
import { volumeWarnings } from './volumes/volume-warnings.js'

/** What the API server accepts of a pod but warns about (`pkg/api/pod/warnings.go`). */
export function podWarnings(spec: PodSpec, path: string, metadata?: Pick<ObjectMeta, 'annotations'>): string[] {
  const metadataPath = path.replace(/spec$/, 'metadata')
  const containers: [Container, string][] = (['initContainers', 'containers'] as const).flatMap((field) =>
    (spec[field] ?? []).map((container, index): [Container, string] => [container, `${path}.${field}[${index}]`]),
  )
  return [
    ...nodeLabelWarnings(spec, path),
    ...annotationWarnings(spec, metadata, containers, metadataPath),
    ...volumeWarnings(spec.volumes, `${path}.volumes`),
    ...duplicates(spec.hostAliases ?? [], 'ip', `${path}.hostAliases`),
    ...duplicates(spec.imagePullSecrets ?? [], 'name', `${path}.imagePullSecrets`),
    ...(spec.imagePullSecrets ?? []).flatMap(({ name = '' }, index) =>
      name === '' ? [`${path}.imagePullSecrets[${index}].name: invalid empty name ""`] : [],
    ),
    ...fractionWarnings(spec.overhead, `${path}.overhead`),
    ...containers.flatMap(([container, at]) => [
      ...fractionWarnings(container.resources?.limits, `${at}.resources.limits`),
      ...fractionWarnings(container.resources?.requests, `${at}.resources.requests`),
      ...environmentWarnings(container, `${at}.env`),
      ...restartWarnings(container, `${at}.restartPolicyRules`),
    ]),
    ...portWarnings(containers),
    ...portNameWarnings(containers),
    ...(negative(spec)
      ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...podAffinityWarnings(spec, path),
  ]
}

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
}
const noSeccomp = 'non-functional in v1.27+; use the "seccompProfile" field instead'

function annotationWarnings(
  spec: PodSpec,
  metadata: Pick<ObjectMeta, 'annotations'> | undefined,
  containers: readonly [Container, string][],
  path: string,
): string[] {
  const annotations = metadata?.annotations ?? {}
  const annotationWarnings = (key: string, message: string) =>
    Object.hasOwn(annotations, key) ? [`${path}.annotations[${key}]: ${message}`] : []
  return [
    ...Object.entries(deprecatedAnnotations).flatMap(([key, message]) => annotationWarnings(key, message)),
    ...(spec.securityContext?.seccompProfile == null
      ? annotationWarnings('seccomp.security.alpha.kubernetes.io/pod', noSeccomp)
      : []),
    ...containers.flatMap(([{ name, securityContext }]) =>
      securityContext?.seccompProfile == null
        ? annotationWarnings(`container.seccomp.security.alpha.kubernetes.io/${name}`, noSeccomp)
        : [],
    ),
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

function restartWarnings({ restartPolicyRules = [] }: Container, path: string): string[] {
  const advice = 'kubesim does not restart the other containers of a pod: it restarts this one'
  return restartPolicyRules.flatMap(({ action }, index) =>
    action === 'RestartAllContainers' ? [`${path}[${index}].action: ${advice}`] : [],
  )
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
        } else if (hostPort === other.hostPort && (hostIP === '') !== (other.hostIP === '')) {
          warnings.push(`${path}: dangerously ambiguous port definition with ${other.path}`)
        }
      }
      taken.set(key, [...others, { path, hostIP, hostPort }])
    }
  }
  return warnings
}

function portNameWarnings(containers: readonly [Container, string][]): string[] {
  const taken = new Map<string, string>()
  return containers.flatMap(([{ ports = [] }, at]) =>
    ports.flatMap(({ name = '' }, index) => {
      const path = `${at}.ports[${index}]`
      const other = taken.get(name)
      if (name !== '' && other === undefined) taken.set(name, path)
      if (other === undefined) return []
      const use = `services and probes that select ports by name will use ${other}`
      return [`${path}: duplicate port name ${goQuote(name)} with ${other}, ${use}`]
    }),
  )
}
