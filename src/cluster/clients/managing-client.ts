import type { Client } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { Writing } from '../../api/requests/writing.js'
import type { KubeList, KubeObject } from '../../model/objects/object.js'

/**
 * A client that tells the managedFields of every object, as a server does. Tables are left without: nobody reads them
 * from their rows. `api`: gives the api when field managers can be asked.
 */
export function managing(client: Client, api: () => Promise<Writing>): Client {
  const told = async <T extends KubeObject>(resource: ResourceInfo, object: T | Promise<T>): Promise<T> =>
    (await api()).withManagedFields(resource, await object) as T
  const listed = async <T extends KubeObject>(resource: ResourceInfo, reading: Promise<KubeList<T>>) => {
    const list = await reading
    const { withManagedFields } = await api()
    return { ...list, items: list.items.map((object) => withManagedFields(resource, object) as T) }
  }
  return {
    ...client,
    get: (target) => {
      const reading = client.get<never>(target)
      return target.subresource === 'scale' ? reading : told(target.resource, reading)
    },
    list: (query) => listed(query.resource, client.list<never>(query)),
    create: (resource, namespace, object, options) => {
      const writing = client.create<never>(resource, namespace, object, options)
      return options?.subresource === undefined ? told(resource, writing) : writing
    },
    update: (target, object, options) => {
      const writing = client.update<never>(target, object, options)
      return options?.subresource === 'scale' ? writing : told(target.resource, writing)
    },
    patch: (target, patch, options) => {
      const writing = client.patch<never>(target, patch, options)
      return options?.subresource === 'scale' ? writing : told(target.resource, writing)
    },
    delete: (target, options) => told(target.resource, client.delete(target, options)),
    deleteCollection: (query, options) => listed(query.resource, client.deleteCollection(query, options)),
    async *watch(query) {
      for await (const event of client.watch(query)) {
        if (event.type === 'BOOKMARK') yield event
        else yield { ...event, object: await told(query.resource, event.object) }
      }
    },
  }
}
