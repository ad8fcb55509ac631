import type { Subresources } from '../../../api/registry/core.js'
import { status } from '../../../api/requests/parts.js'
import type { CustomResourceDefinition } from './types.js'

export const customResourceDefinitionSubresources: Subresources<CustomResourceDefinition> = { status }
