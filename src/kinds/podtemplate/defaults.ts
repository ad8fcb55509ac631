import type { Container, PodSpec, PodTemplate } from '../../model/objects/types.js'
import { setContainerDefaults } from './containers/container-defaults.js'
import { canonicalResources } from './containers/resource-lists.js'
import { setVolumeDefaults } from './volumes/volume-defaults.js'

/** The defaults that a template and a pod have in common (`SetDefaults_PodSpec`). */
export function setPodSpecDefaults(spec: PodSpec): void {
  spec.containers ??= []
  dropDisabledFields(spec)
  spec.dnsPolicy ||= 'ClusterFirst'
  spec.restartPolicy ||= 'Always'
  spec.schedulerName ||= 'default-scheduler'
  spec.securityContext ??= {}
  spec.terminationGracePeriodSeconds ??= 30
  // `Convert_v1_Pod_To_core_Pod`
  if (spec.terminationGracePeriodSeconds < 0) spec.terminationGracePeriodSeconds = 1
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    if (spec[field] === false) delete spec[field]
  }
  setServiceAccount(spec)
  canonicalResources(spec.overhead)
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec
  for (const container of [...initContainers, ...containers]) setContainerDefaults(container)
  for (const container of ephemeralContainers) setContainerDefaults(container as Container)
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume)
}

/** Fields whose feature gates are off in 1.36 (`dropDisabledFields` of `pkg/api/pod`). */
function dropDisabledFields(spec: PodSpec): void {
  delete spec.schedulingGroup
  for (const { lifecycle } of [...(spec.initContainers ?? []), ...spec.containers]) delete lifecycle?.stopSignal
  for (const source of (spec.volumes ?? []).flatMap(({ projected }) => projected?.sources ?? [])) {
    delete source.clusterTrustBundle
    delete source.podCertificate
  }
}

/** `serviceAccount` is the deprecated name of `serviceAccountName`: both always say the same. */
export function setServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount
  if (!name) return
  spec.serviceAccountName = name
  spec.serviceAccount = name
}

/** A template's metadata is always there: it is no pointer in Go. */
export function setPodTemplateDefaults(template: PodTemplate): void {
  template.metadata ??= {}
  template.spec ??= { containers: [] }
  setPodSpecDefaults(template.spec)
}
