/** What may be done with the kinds of the objects at hand. */

import type { Capabilities } from '../../api/contract/capabilities.js'
import type { Kind } from '../../api/contract/kind.js'
import type { ResourceInfo } from '../../api/contract/names.js'

/** The kind behind a resource, in any of its groups; undefined for kinds that came with the cluster's data. */
export async function kindOf(resource: Pick<ResourceInfo, 'group' | 'kind'>): Promise<Kind | undefined> {
  const { builtIn } = await import('../../kinds/index.js')
  return builtIn().findKind({ group: resource.group, kind: resource.kind })?.kind
}

/** What commands may do with it; nothing with kinds that came with the cluster's data. */
export async function capabilitiesOf(resource: Pick<ResourceInfo, 'group' | 'kind'>): Promise<Capabilities> {
  return (await (await kindOf(resource))?.capabilities?.()) ?? {}
}
