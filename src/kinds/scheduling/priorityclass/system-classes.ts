import { systemPriorities } from '../../../model/objects/priorities.js'
import type { PriorityClass } from '../../../model/objects/types.js'

const systemClass = (name: keyof typeof systemPriorities, description: string) =>
  ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: systemPriorities[name],
    description,
    preemptionPolicy: 'PreemptLowerPriority',
  }) satisfies PriorityClass

/** The classes that every cluster has (`pkg/apis/scheduling/v1/helpers.go`). */
export const systemClasses = [
  systemClass('system-node-critical', 'Used for system critical pods that must not be moved from their current node.'),
  systemClass(
    'system-cluster-critical',
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
]
