import type { Subresources } from '../../../api/registry/core.js'
import { part, proxy, status, stream } from '../../../api/requests/parts.js'
import type { Pod } from '../../../model/objects/types.js'
import { binding } from './binding.js'
import { eviction } from './eviction.js'

export const podSubresources: Subresources<Pod> = {
  attach: stream('PodAttach'),
  binding,
  ephemeralcontainers: part,
  eviction,
  exec: stream('PodExec'),
  log: { connect: ['get'] },
  portforward: stream('PodPortForward'),
  proxy: proxy('Pod'),
  resize: part,
  status,
}
