import type { Capabilities } from '../../../api/contract/capabilities.js'
import type { Role } from '../../../model/objects/types.js'

export const capabilities: Capabilities<Role> = { grants: 'rules' }
