import type { Capabilities } from '../../../api/contract/capabilities.js'
import type { ClusterRole } from '../../../model/objects/types.js'

export const capabilities: Capabilities<ClusterRole> = { grants: 'rules' }
