import type { Subresources } from '../../../api/registry/core.js'
import { status } from '../../../api/requests/parts.js'
import type { PodDisruptionBudget } from '../../../model/objects/types.js'

export const podDisruptionBudgetSubresources: Subresources<PodDisruptionBudget> = { status }
