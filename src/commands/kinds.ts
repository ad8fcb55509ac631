/** What may be done with the kinds of the objects at hand. */
import type { ResourceInfo } from '../api/client.js'
import type { Kind } from '../api/kind.js'

/** The kind behind a resource; undefined for kinds that came with the cluster's data rather than with the program. */
export async function kindOf(resource: Pick<ResourceInfo, 'group' | 'kind'>): Promise<Kind | undefined> {
  const { kinds } = await import('../kinds/index.js')
  return kinds.find((kind) => kind.names.kind === resource.kind && kind.names.group === resource.group)
}
