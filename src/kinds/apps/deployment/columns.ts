import type { Column } from '../../../api/contract/table.js'
import type { Deployment } from '../../../model/objects/types.js'
import { selectorOf, selectorText } from '../../../model/selectors/label-selectors.js'
import { ageColumn, nameColumn } from '../../columns.js'
import { containerColumns } from '../../podtemplate/columns.js'

export const deploymentColumns: readonly Column<Deployment>[] = [
  nameColumn,
  {
    name: 'Ready',
    description: 'Number of the pod with ready state',
    value: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
  },
  {
    name: 'Up-to-date',
    description:
      'Total number of non-terminating pods targeted by this deployment that have the desired template spec.',
    value: ({ status }) => status?.updatedReplicas ?? 0,
  },
  {
    name: 'Available',
    description:
      'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.',
    value: ({ status }) => status?.availableReplicas ?? 0,
  },
  ageColumn,
  ...containerColumns,
  {
    name: 'Selector',
    wide: true,
    description:
      "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod template's labels.",
    value: ({ spec }) => selectorText(selectorOf(spec.selector)),
  },
]
