import type { Column } from '../../../api/contract/table.js'
import { humanDuration } from '../../../model/objects/duration.js'
import { podCondition } from '../../../model/objects/pods.js'
import type { Pod } from '../../../model/objects/types.js'
import { memo } from '../../../model/values/memo.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { type PodSummary, summarize } from './status-text.js'

/** Three columns in turn ask for the summary of one pod. */
const summaryOf = memo(1, (pod: Pod): PodSummary => summarize(pod))

const nominated =
  'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.'
const gates =
  'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates'
const node =
  'NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename'

export const podColumns: readonly Column<Pod>[] = [
  nameColumn,
  {
    name: 'Ready',
    description: 'The aggregate readiness state of this pod for accepting traffic.',
    value: (pod) => `${summaryOf(pod).ready}/${summaryOf(pod).total}`,
  },
  {
    name: 'Status',
    description: 'The aggregate status of the containers in this pod.',
    value: (pod) => summaryOf(pod).reason,
  },
  {
    name: 'Restarts',
    description:
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    value: (pod, { now }) => {
      const { restarts, lastRestart } = summaryOf(pod)
      if (restarts === 0 || lastRestart === undefined) return String(restarts)
      return `${restarts} (${humanDuration(now - lastRestart)} ago)`
    },
  },
  ageColumn,
  {
    name: 'IP',
    wide: true,
    description:
      'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.',
    value: (pod) => pod.status?.podIPs?.[0]?.ip || '<none>',
  },
  { name: 'Node', wide: true, description: node, value: (pod) => pod.spec.nodeName || '<none>' },
  {
    name: 'Nominated Node',
    wide: true,
    description: nominated,
    value: (pod) => pod.status?.nominatedNodeName || '<none>',
  },
  { name: 'Readiness Gates', wide: true, description: gates, value: gatesText },
]

function gatesText(pod: Pod): string {
  const all = pod.spec.readinessGates ?? []
  if (all.length === 0) return '<none>'
  const passed = all.filter((gate) => podCondition(pod, gate.conditionType)?.status === 'True')
  return `${passed.length}/${all.length}`
}
