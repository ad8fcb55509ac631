import type { Capabilities } from '../../../api/contract/capabilities.js'
import type { ClusterRoleBinding } from '../../../model/objects/types.js'

export const capabilities: Capabilities<ClusterRoleBinding> = { grants: 'subjects' }
