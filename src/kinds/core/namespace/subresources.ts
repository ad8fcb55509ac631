import type { Subresources } from '../../../api/registry/core.js'
import { status, writtenPart } from '../../../api/requests/parts.js'
import type { Namespace } from '../../../model/objects/types.js'

export const namespaceSubresources: Subresources<Namespace> = { finalize: writtenPart, status }
