import type { Subresources } from '../../../api/registry/core.js'
import { proxy, status } from '../../../api/requests/parts.js'
import type { Node } from '../../../model/objects/types.js'

export const nodeSubresources: Subresources<Node> = { proxy: proxy('Node'), status }
