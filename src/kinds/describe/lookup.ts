import type { Client } from '../../api/contract/client.js'
import { ApiError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { KubeObject } from '../../model/objects/object.js'

/** A resource as the code names it: `{ group: '', plural: 'events' }`. */
export interface ResourceName {
  readonly group: string
  readonly plural: string
}

async function resolve(client: Client, name: ResourceName): Promise<ResourceInfo | undefined> {
  const resources = await client.resources()
  return resources.find((resource) => resource.group === name.group && resource.plural === name.plural)
}

/** Objects of a resource in a namespace ('' for all); none when the server does not serve it. */
export async function listOf<T extends KubeObject = KubeObject>(
  client: Client,
  name: ResourceName,
  namespace: string,
  selectors: { readonly labelSelector?: string; readonly fieldSelector?: string } = {},
): Promise<T[]> {
  const resource = await resolve(client, name)
  if (resource === undefined) return []
  return (await client.list<T>({ resource, namespace, ...selectors })).items
}

/** One object; undefined when there is none. */
export async function oneOf<T extends KubeObject = KubeObject>(
  client: Client,
  name: ResourceName,
  namespace: string,
  objectName: string,
): Promise<T | undefined> {
  const resource = await resolve(client, name)
  if (resource === undefined) return undefined
  try {
    return await client.get<T>({ resource, namespace, name: objectName })
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined
    throw error
  }
}
