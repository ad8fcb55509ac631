import type { Kind } from '../../api/contract/kind.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { builtIn } from '../../kinds/index.js'

/** The built-in kind of a resource, in whatever version it is served; undefined for those that the cluster defines. */
export const builtInKind = ({ group, kind }: Pick<ResourceInfo, 'group' | 'kind'>): Kind | undefined =>
  builtIn().findKind({ group, kind })?.kind
