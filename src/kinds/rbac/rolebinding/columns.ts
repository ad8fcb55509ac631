import type { Columns } from '../../../api/contract/kind.js'
import type { RoleBinding } from '../../../model/objects/types.js'
import { bindingColumns } from '../rules/columns.js'

export const columns: Columns<RoleBinding> = bindingColumns('roleBinding')
