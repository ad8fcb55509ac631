import type { ResourceInfo } from '../../api/contract/client.js'
import type { Kind } from '../../api/contract/kind.js'
import { kinds } from '../../kinds/index.js'

/** The built-in kind of a resource, in whatever version it is served; undefined for those that the cluster defines. */
export const builtInKind = (info: Pick<ResourceInfo, 'group' | 'kind' | 'plural'>): Kind | undefined =>
  kinds.find(
    ({ names, served, versions = [] }) =>
      served !== false &&
      names.kind === info.kind &&
      names.plural === info.plural &&
      [names, ...versions].some(({ group }) => group === info.group),
  )
