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
  const api = await writing()
  const resource = api.registry.find(request.resource)!.info
  const owned = (object: KubeObject) =>
    object.kind === resource.kind ? api.withManagedFields(resource, object) : object
  if ('events' in answer) return { events: ownedEvents(answer.events as AsyncIterable<WatchEvent>, owned) }
  const { object } = answer
  if (!ofLists.includes(request.verb)) return { ...answer, object: owned(object as KubeObject) }
  const list = object as KubeList
  return { ...answer, object: { ...list, items: list.items.map(owned) } }
}

async function* ownedEvents(
  events: AsyncIterable<WatchEvent>,
  owned: (object: KubeObject) => KubeObject,
): AsyncGenerator<WatchEvent> {
  for await (const event of events) {
    yield event.type === 'BOOKMARK' ? event : { ...event, object: owned(event.object) }
  }
}
