import type { Admission } from '../../../api/contract/admission.js'
import { featuresOf } from '../../../model/objects/features.js'
import type { Node, Pod } from '../../../model/objects/types.js'

const copied = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

/** The PodTopologyLabels plugin: a pod that has a node is labelled with where that is; what it said of it itself is lost. */
export function labelsOfPlace(pod: Pod, { reader, settings }: Admission): Pod['metadata'] {
  const labels = reader.get<Node>(`nodes/${pod.spec.nodeName}`)?.metadata.labels ?? {}
  const place = copied.flatMap((key) => (Object.hasOwn(labels, key) ? [[key, labels[key]!] as const] : []))
  const isOn = featuresOf(settings.kubernetesVersion)('PodTopologyLabelsAdmission')
  if (place.length === 0 || !isOn) return pod.metadata
  return { ...pod.metadata, labels: { ...pod.metadata.labels, ...Object.fromEntries(place) } }
}
