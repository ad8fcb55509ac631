import type { KubeList, KubeObject } from '../../model/objects/object.js'
import type { WatchEvent } from '../contract/client.js'
import type { Answer, Link, ResourceRequest } from '../contract/request.js'
import type { Writing } from '../requests/writing.js'
import { goOn } from './chain.js'

/**
 * Tells objects with the owners of their fields, as a server does; most are worked out only here. Tables are left without:
 * nobody reads them from their rows. `writing`: gives the api when owners can be asked.
 */
export const ownership =
  (writing: () => Promise<Writing>): Link =>
  (next) =>
  (request) =>
    'path' in request ? next(request) : goOn(next(request), (answer) => withOwners(request, answer, writing))

/** Verbs that are answered with lists. */
const ofLists = ['list', 'deletecollection']

async function withOwners(request: ResourceRequest, answer: Answer, writing: () => Promise<Writing>): Promise<Answer> {
  if (!('object' in answer) && !('events' in answer)) return answer
  // What is done with an object is answered with something else.
  if (request.verb === 'create' && request.subresource !== '') return answer
  const { options } = await request.content()
  if (options.table === true) return answer
  if ('events' in answer) {
    // Whoever watches for long sees the cluster as it is then.
    const owned = async (object: KubeObject) => ownersTeller(await writing(), request)(object)
    return { events: ownedEvents(answer.events as AsyncIterable<WatchEvent>, owned) }
  }
  const owned = ownersTeller(await writing(), request)
  const { object } = answer
  if (!ofLists.includes(request.verb)) return { ...answer, object: owned(object as KubeObject) }
  const list = object as KubeList
  return { ...answer, object: { ...list, items: list.items.map(owned) } }
}

/** Of a resource that has gone meanwhile nobody knows the owners any more. */
function ownersTeller(api: Writing, { resource }: ResourceRequest): (object: KubeObject) => KubeObject {
  const info = api.registry.find(resource)?.info
  return (object) => (info !== undefined && object.kind === info.kind ? api.withManagedFields(info, object) : object)
}

async function* ownedEvents(
  events: AsyncIterable<WatchEvent>,
  owned: (object: KubeObject) => Promise<KubeObject>,
): AsyncGenerator<WatchEvent> {
  for await (const event of events) {
    yield event.type === 'BOOKMARK' ? event : { ...event, object: await owned(event.object) }
  }
}
