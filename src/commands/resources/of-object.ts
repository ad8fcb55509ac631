import type { Client } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { goQuote } from '../../model/go/quote.js'
import type { KubeObject } from '../../model/objects/object.js'
import { refuseLackedType } from './lacked.js'

/** The resource that serves an object's apiVersion and kind; throws kubectl's "no matches for kind", or that kubesim lacks it. */
export async function findResource(object: KubeObject, client: Client, source?: string): Promise<ResourceInfo> {
  const resources = await client.resources()
  // Discovery knows kinds in small letters too; what the server makes of them is its business.
  const names = (each: ResourceInfo) => each.kind === object.kind || each.kind.toLowerCase() === object.kind
  const served = resources.filter(names)
  // Without a version the preferred one of the core group is meant.
  const found = served.find(
    (each) => apiVersionOf(each) === object.apiVersion || (object.apiVersion === '' && each.group === ''),
  )
  if (found !== undefined) return found
  const { metadata } = object
  refuseLackedType(object.apiVersion, object.kind)
  const other = resources.find((each) => each.kind === object.kind)
  const hint = other === undefined ? '' : `\nhint: this cluster serves ${object.kind} as ${apiVersionOf(other)}`
  throw new UsageError(
    `resource mapping not found for name: ${goQuote(metadata.name ?? '')} namespace: ${goQuote(metadata.namespace ?? '')}${
      source === undefined ? '' : ` from ${goQuote(source)}`
    }: no matches for kind ${goQuote(object.kind)} in version ${goQuote(object.apiVersion)}\nensure CRDs are installed first${hint}`,
  )
}

export function apiVersionOf(resource: Pick<ResourceInfo, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}
