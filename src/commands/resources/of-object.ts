import type { Client } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { KubeObject } from '../../model/objects/object.js'
import { refuseLackedType } from './lacked.js'

/** The resource that serves an object's apiVersion and kind; throws kubectl's "no matches for kind", or that kubesim lacks it. */
export async function findResource(object: KubeObject, client: Client, source?: string): Promise<ResourceInfo> {
  const resources = await client.resources()
  // Discovery knows kinds in small letters too; what the server makes of them is its business.
  const names = (each: ResourceInfo) => each.kind === object.kind || each.kind.toLowerCase() === object.kind
  const found = resources.find((each) => names(each) && apiVersionOf(each) === object.apiVersion)
  if (found !== undefined) return found
  refuseLackedType(String(object.apiVersion), object.kind)
  const other = resources.find((each) => each.kind === object.kind)
  const hint = other === undefined ? '' : `\nhint: this cluster serves ${object.kind} as ${apiVersionOf(other)}`
  throw new UsageError(
    `resource mapping not found for name: "${object.metadata?.name ?? ''}" namespace: "${object.metadata?.namespace ?? ''}"${
      source === undefined ? '' : ` from "${source}"`
    }: no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first${hint}`,
  )
}

export function apiVersionOf(resource: Pick<ResourceInfo, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}
