import type { Capabilities } from '../../api/contract/capabilities.js'
import { UsageError } from '../../api/contract/errors.js'
import type { Replicas } from '../../api/requests/scale.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Container, PodSpec, PodTemplate } from '../../model/objects/types.js'
import { type SelectorSpec, selectorOf, selectorText } from '../../model/selectors/label-selectors.js'

export interface ExposedPort {
  readonly port: number
  readonly protocol: string
  readonly name?: string
}

/** Container ports that `expose` may take, each number and protocol once. */
export function containerPorts(spec: PodSpec | undefined): ExposedPort[] {
  const seen = new Set<string>()
  const ports: ExposedPort[] = []
  for (const { containerPort: port, protocol = 'TCP', name } of (spec?.containers ?? []).flatMap(
    (c) => c.ports ?? [],
  )) {
    if (seen.has(`${port}/${protocol}`)) continue
    seen.add(`${port}/${protocol}`)
    ports.push(name === undefined ? { port, protocol } : { port, protocol, name })
  }
  return ports
}

/** The labels by which a service can select; sets cannot be said in a service (`mapBasedSelectorForObject`). */
export function labelsToSelect(selector: SelectorSpec | undefined, kind: string): Record<string, string> {
  const labels = selector?.matchLabels ?? {}
  if (Object.keys(labels).length === 0) {
    throw new UsageError(`invalid ${kind}: no selectors, therefore cannot be exposed`)
  }
  const expressions = selector?.matchExpressions ?? []
  if (expressions.length === 0) return { ...labels }
  const shown = expressions.map(
    ({ key, operator, values = [] }) => `{Key:${key} Operator:${operator} Values:[${values.join(' ')}]}`,
  )
  throw new UsageError(`couldn't convert expressions - "[${shown.join(' ')}]" to map-based selector format`)
}

interface Workload extends KubeObject {
  spec: { replicas?: number; template?: PodTemplate; selector?: unknown }
  status: { replicas?: number }
}

/** What all kinds can do that keep a number of pods of one template. */
export function workloadCapabilities<T extends Workload>(
  selectorSpec: (object: T) => SelectorSpec,
): Pick<Capabilities<T>, 'podTemplate'> & {
  podSelector(object: T): string
  containers(object: T): readonly Container[]
} {
  return {
    podTemplate: {
      get: ({ spec }) => spec.template as PodTemplate,
      with: (object, template) => ({ ...object, spec: { ...object.spec, template } }),
    },
    podSelector: (object) => selectorText(selectorOf(selectorSpec(object))),
    containers: ({ spec }) => spec.template?.spec?.containers ?? [],
  }
}

/** The number of them, as it is scaled. */
export const workloadReplicas = <T extends Workload>(selectorSpec: (object: T) => SelectorSpec): Replicas<T> => ({
  desired: ({ spec }) => spec.replicas ?? 1,
  current: ({ status }) => status?.replicas ?? 0,
  withDesired: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
  selector: (object) => selectorText(selectorOf(selectorSpec(object))),
})
