import { qosClass } from '../../model/pods.js'
import type { Pod, PodCondition } from '../../model/types.js'

/**
 * `podStrategy.PrepareForCreate`: users do not set the status, and resources of the pod as a whole are not among the
 * features that 1.33 has switched on.
 */
export function preparePod(draft: Pod, previous?: Pod): void {
  delete draft.spec.resources
  if (previous !== undefined) return
  draft.status = { phase: 'Pending', qosClass: qosClass(draft.spec) }
  if (draft.spec.schedulingGates?.length) draft.status.conditions = [gated]
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
