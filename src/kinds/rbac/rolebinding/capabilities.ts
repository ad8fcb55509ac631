import type { Capabilities } from '../../../api/contract/capabilities.js'
import type { RoleBinding } from '../../../model/objects/types.js'

export const capabilities: Capabilities<RoleBinding> = { grants: 'subjects' }
