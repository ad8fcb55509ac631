import type { Column } from '../../../api/contract/table.js'
import type { ReplicaSet } from '../../../model/objects/types.js'
import { formatSelector, selectorOf } from '../../../model/selectors/label-selectors.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { containerColumns } from '../../podtemplate/columns.js'

const more = 'More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset'

export const replicaSetColumns: readonly Column<ReplicaSet>[] = [
  nameColumn,
  {
    name: 'Desired',
    type: 'integer',
    description: `Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. ${more}`,
    value: ({ spec }) => spec.replicas ?? 0,
  },
  {
    name: 'Current',
    type: 'integer',
    description: `Replicas is the most recently observed number of non-terminating pods. ${more}`,
    value: ({ status }) => status?.replicas ?? 0,
  },
  {
    name: 'Ready',
    type: 'integer',
    description: 'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.',
    value: ({ status }) => status?.readyReplicas ?? 0,
  },
  ageColumn,
  ...containerColumns,
  {
    name: 'Selector',
    wide: true,
    description:
      "Selector is a label query over pods that should match the replica count. Label keys and values that must match in order to be controlled by this replica set. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
    value: ({ spec }) => formatSelector(selectorOf(spec.selector)),
  },
]
