/** What may be done with the kinds of the objects at hand. */
import type { ResourceInfo } from '../../api/contract/client.js'
import type { Kind } from '../../api/contract/kind.js'

/** The kind behind a resource, in any of its groups; undefined for kinds that came with the cluster's data. */
export async function kindOf(resource: Pick<ResourceInfo, 'group' | 'kind'>): Promise<Kind | undefined> {
  const { kinds } = await import('../../kinds/index.js')
  const isIn = ({ names, versions = [] }: Kind) => [names, ...versions].some(({ group }) => group === resource.group)
  return kinds.find((kind) => kind.names.kind === resource.kind && isIn(kind))
}
