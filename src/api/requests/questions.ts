import type { KubeObject } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import { admissionFor } from '../admission/admit.js'
import type { Admission } from '../contract/admission.js'
import type { FieldError } from '../contract/errors.js'
import type { KindNames } from '../contract/names.js'
import { apiVersionOf } from '../contract/names.js'
import { badRequest, invalid, notFound } from '../contract/status-errors.js'
import type { Core, RequestOptions, Subresource, SubresourceCall } from '../registry/core.js'
import { decodeQuestion } from '../registry/decoding.js'
import { admissionOf, ordered, resourceOf } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'

/** What may be asked of an object. */
export interface Question<T extends KubeObject = KubeObject> {
  /** The question's own type, in the structural schemas. */
  readonly definition: string
  readonly names: Pick<KindNames, 'group' | 'version' | 'kind'>
  setDefaults(draft: KubeObject): void
  validate(draft: KubeObject): FieldError[]
  /** Never mutates the object; throws ApiError. */
  answer(object: T, draft: KubeObject, admission: Admission): KubeObject
}

/** Answers a question that is a kind of its own: an access review, say. Nothing is stored. */
export function respond(core: Core, { kind }: ServedResource, draft: KubeObject, options: RequestOptions): KubeObject {
  const { strategy } = core.partsOf(kind)
  strategy.setDefaults?.(draft)
  const errors = strategy.validate?.(draft) ?? []
  // By then the server has forgotten what kind it was.
  if (errors.length > 0) throw invalid({ group: kind.names.group, kind: '' }, '', errors)
  return ordered(strategy.respond!(draft, admissionOf(core, options)))
}

/** A subresource that answers a question about the object. Nothing is stored. */
export const questionAbout = <T extends KubeObject>(question: Question<T>): Subresource<T> => ({
  type: question.names,
  asks: true,
  create: (core, call) => answerQuestion(core, question as unknown as Question, call),
})

function answerQuestion(
  core: Core,
  question: Question,
  { resource, key, object, options }: SubresourceCall,
): KubeObject {
  const { name, namespace = '' } = keyParts(key)
  const draft = decodeQuestion(core, question, object, options)
  question.setDefaults(draft)
  checkNames(draft, name, namespace)
  const { subresource } = options
  const admission = admissionFor(core, resource, { operation: 'CREATE', subresource, namespace, name }, options)
  admission.mutate(draft)
  const about = core.store.get(key)
  if (about === undefined) throw notFound(resourceOf(resource), name)
  const errors = question.validate(draft)
  if (errors.length > 0) throw invalid(question.names, '', errors)
  admission.validate(draft)
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
