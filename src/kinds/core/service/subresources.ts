import type { Subresources } from '../../../api/registry/core.js'
import { proxy, status } from '../../../api/requests/parts.js'
import type { Service } from '../../../model/objects/types.js'

export const serviceSubresources: Subresources<Service> = { proxy: proxy('Service'), status }
