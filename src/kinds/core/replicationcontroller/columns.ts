import type { Column } from '../../../api/contract/table.js'
import type { ReplicationController } from '../../../model/objects/types.js'
import { formatSelector, selectorFromSet } from '../../../model/selectors/label-selectors.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { containerColumns } from '../../podtemplate/columns.js'

const more =
  'More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller'

export const replicationControllerColumns: readonly Column<ReplicationController>[] = [
  nameColumn,
  {
    name: 'Desired',
    type: 'integer',
    description: `Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. ${more}`,
    value: ({ spec }) => spec.replicas ?? 0,
  },
  {
    name: 'Current',
    type: 'integer',
    description: `Replicas is the most recently observed number of replicas. ${more}`,
    value: ({ status }) => status?.replicas ?? 0,
  },
  {
    name: 'Ready',
    type: 'integer',
    description: 'The number of ready replicas for this replication controller.',
    value: ({ status }) => status?.readyReplicas ?? 0,
  },
  ageColumn,
  ...containerColumns,
  {
    name: 'Selector',
    wide: true,
    description:
      'Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is defaulted to the labels present on the Pod template. Label keys and values that must match in order to be controlled by this replication controller, if empty defaulted to labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    value: ({ spec }) => formatSelector(selectorFromSet(spec.selector)),
  },
]
