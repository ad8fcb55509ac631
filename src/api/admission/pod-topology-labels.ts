import { featuresOf } from '../../model/objects/features.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Node, Pod } from '../../model/objects/types.js'
import type { AdmissionPlugin } from '../contract/admission.js'
import { isOfPods } from './pods.js'

const copied = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

/**
 * A pod that has a node, and the binding that gives it one, is labelled with where that is; what was said of it there is
 * lost (`plugin/pkg/admission/podtopologylabels`). The labels of a binding become the pod's.
 */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  handles: (request) =>
    isOfPods(request, 'CREATE') || (request.subresource === 'binding' && request.operation === 'CREATE'),
  mutate(draft, { reader, settings, request }) {
    const node = request.subresource === 'binding' ? targetOf(draft) : (draft as Pod).spec.nodeName
    if (!node || !featuresOf(settings.kubernetesVersion)('PodTopologyLabelsAdmission')) return
    const labels = reader.get<Node>(`nodes/${node}`)?.metadata.labels ?? {}
    const place = copied.flatMap((key) => (Object.hasOwn(labels, key) ? [[key, labels[key]!] as const] : []))
    if (place.length === 0) return
    draft.metadata = { ...draft.metadata, labels: { ...draft.metadata.labels, ...Object.fromEntries(place) } }
  },
}

/** The node that a Binding names; it may name nothing else here. */
function targetOf({ target }: KubeObject): string | undefined {
  const { kind, name } = (target ?? {}) as { kind?: string; name?: string }
  return kind === 'Node' ? name : undefined
}
