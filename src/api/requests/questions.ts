import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import type { Kind, Question } from '../contract/kind.js'
import { badRequest, invalid, notFound } from '../contract/status-errors.js'
import { admissionOf, type Core, ordered, type RequestOptions, resourceOf } from '../registry/core.js'
import { decodeQuestion } from '../registry/decoding.js'
import { apiVersionOf, type ServedResource } from '../registry/resources.js'

/** Answers a question that is a kind of its own: an access review, say. Nothing is stored. */
export function respond(core: Core, kind: Kind, draft: KubeObject, options: RequestOptions): KubeObject {
  kind.setDefaults(draft)
  const errors = kind.validate(draft)
  // By then the server has forgotten what kind it was.
  if (errors.length > 0) throw invalid({ group: kind.names.group, kind: '' }, '', errors)
  return ordered(kind.respond!(draft, admissionOf(core, options)))
}

/** Answers a question about one object. Nothing is stored. */
export function answerQuestion(
  core: Core,
  resource: ServedResource,
  key: ObjectKey,
  { question, object }: { question: Question; object: KubeObject },
  options: RequestOptions,
): KubeObject {
  const { name, namespace = '' } = keyParts(key)
  const draft = decodeQuestion(core, question, object, options)
  checkNames(draft, name, namespace)
  const about = core.store.get(key)
  if (about === undefined) throw notFound(resourceOf(resource), name)
  question.setDefaults(draft)
  const errors = question.validate(draft)
  if (errors.length > 0) throw invalid(question.names, '', errors)
  const metadata = { ...draft.metadata, name, namespace, creationTimestamp: timestamp(core.now()) }
  const answer = question.answer(about, { ...draft, metadata }, admissionOf(core, options))
  return ordered({ ...answer, apiVersion: apiVersionOf(question.names), kind: question.names.kind })
}

/** What the question says of its own name must be what the path says. */
function checkNames({ metadata }: KubeObject, name: string, namespace: string): void {
  if (metadata?.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (metadata?.name && metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`)
  }
}
