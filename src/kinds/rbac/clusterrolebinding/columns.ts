import type { Columns } from '../../../api/contract/kind.js'
import type { ClusterRoleBinding } from '../../../model/objects/types.js'
import { bindingColumns } from '../rules/columns.js'

export const columns: Columns<ClusterRoleBinding> = bindingColumns('clusterRoleBinding')
