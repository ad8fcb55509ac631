import { newestFeatures } from '../../../model/objects/features.js'
import { qosClass } from '../../../model/objects/pods.js'
import type { Container, Pod, PodCondition } from '../../../model/objects/types.js'
import { dropDisabled } from '../../podtemplate/index.js'
import { mergeLabelKeys } from './label-keys.js'

/** `podStrategy.PrepareForCreate`: users do not set the status. */
export function preparePod(draft: Pod, previous?: Pod, subresource?: string, features = newestFeatures): void {
  dropDisabled(draft.spec, previous?.spec, features)
  if (previous !== undefined) {
    narrow(draft, previous, subresource)
    return
  }
  draft.spec = mergeLabelKeys(draft, features)
  draft.status = { phase: 'Pending', qosClass: qosClass(draft.spec) }
  if (draft.spec.schedulingGates?.length) {
    const lastTransitionTime = draft.metadata.creationTimestamp ?? gated.lastTransitionTime!
    draft.status.conditions = [{ ...gated, lastTransitionTime }]
  }
}

/** Through a part of a pod nothing but that part is written (`dropNonEphemeralContainerUpdates`, `dropNonResizeUpdates`). */
function narrow(draft: Pod, { metadata, spec }: Pod, subresource: string | undefined): void {
  if (subresource !== 'ephemeralcontainers' && subresource !== 'resize') return
  const { managedFields } = draft.metadata
  draft.metadata = { ...metadata, ...(managedFields === undefined ? {} : { managedFields }) }
  const { ephemeralContainers, containers, initContainers } = draft.spec
  if (subresource === 'ephemeralcontainers') {
    const { ephemeralContainers: _, ...others } = spec
    draft.spec = { ...others, ...(ephemeralContainers === undefined ? {} : { ephemeralContainers }) }
    return
  }
  draft.spec = { ...spec, containers: withResources(spec.containers, containers) }
  if (spec.initContainers) draft.spec.initContainers = withResources(spec.initContainers, initContainers ?? [])
}

/** The containers with the resources (and what is to be done when they change) of others of the same names. */
function withResources(containers: readonly Container[], sent: readonly Container[]): Container[] {
  return containers.map((container) => {
    const resized = sent.find(({ name }) => name === container.name)
    if (resized === undefined) return container
    const { resources, resizePolicy } = resized
    return {
      ...container,
      ...(resources === undefined ? {} : { resources }),
      ...(resizePolicy === undefined ? {} : { resizePolicy }),
    }
  })
}

const gated: PodCondition = {
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null as unknown as string,
  lastTransitionTime: null as unknown as string,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
}

/** `podStrategy.CheckGracefulDelete`: seconds until the pod may go; a pod that runs nowhere goes at once. */
export function podGracePeriod(pod: Pod, requested: number | undefined): number {
  if (!pod.spec.nodeName || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return 0
  const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 30
  return period < 0 ? 1 : period
}
