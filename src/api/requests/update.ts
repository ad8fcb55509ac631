import type { KubeObject, ObjectKey, ObjectMeta } from '../../model/objects/object.js'
import { append } from '../../model/values/append.js'
import { deepClone, deepEqual, isPlainObject } from '../../model/values/json-values.js'
import { admissionFor, type RequestAdmission } from '../admission/admit.js'
import { invalidValue } from '../contract/field-errors.js'
import { apiVersionOf } from '../contract/names.js'
import { badRequest, conflict, invalid, methodNotAllowed, notFound } from '../contract/status-errors.js'
import type { Strategy } from '../contract/strategy.js'
import type { Core, RequestOptions } from '../registry/core.js'
import { draftOf } from '../registry/drafts.js'
import {
  admissionOf,
  answer,
  keyIn,
  kindOf,
  observed,
  ordered,
  resourceOf,
  settleNamespace,
} from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { isReleased } from './deletion.js'
import { validateMetadataUpdate } from './metadata.js'
import { dropDuplicateOwners } from './owner-references.js'
import { checkRevision, isNoRevision } from './revisions.js'
import { keep } from './storing.js'
import { trackUpdate } from './tracking.js'
import { unnamed } from './unnamed.js'
import { validationErrors } from './validation.js'

/** Replaces an object, or with `subresource: 'status'` its status alone. */
export function update(core: Core, resource: ServedResource, object: KubeObject, options: RequestOptions): KubeObject {
  const status = options.subresource === 'status'
  // Of a typed object only the status is written, and nothing of that is filled in.
  const sent = status && options.typed === true ? object : draftOf(core, resource, object, options)
  if (isPlainObject(sent.metadata)) dropDuplicateOwners(sent, options)
  return write(core, resource, sent, options)
}

/** The way of a decoded object, in the stored version, to the store. Takes the draft over. */
export function write(core: Core, resource: ServedResource, draft: KubeObject, options: RequestOptions): KubeObject {
  const { kind } = resource
  const { strategy, subresources } = core.partsOf(kind)
  const status = options.subresource === 'status'
  if (status && subresources.status === undefined) throw methodNotAllowed(resourceOf(resource), 'update')
  const previous = settle(core, resource, draft, options)
  const admission = admissionOfUpdate(core, resource, previous, options)
  if (status) {
    const sent = strategy.withStatus?.(draft, previous) ?? {
      ...annotatedAs(draft, previous),
      status: draft.status ?? {},
    }
    const next = admission.asks ? deepClone(sent) : sent
    trackUpdate(core, resource, next, previous, undefined, options)
    admission.mutate(next)
    return finish(core, resource, next, { previous, admission }, options)
  }
  draft.apiVersion = apiVersionOf(kind.names)
  draft.kind = kind.names.kind
  dropDuplicateOwners(draft, options, true)
  const { managedFields } = draft.metadata
  draft.metadata = updatedMetadata(draft.metadata, previous.metadata)
  if (subresources.status !== undefined) {
    if (previous.status === undefined) delete draft.status
    else draft.status = previous.status
  }
  strategy.setDefaults?.(draft)
  trackUpdate(core, resource, draft, previous, options.typed === true ? undefined : managedFields, options)
  strategy.prepare?.(draft, previous, options.subresource, core.features)
  admission.mutate(draft)
  strategy.begin?.(draft, admissionOf(core, options), previous)
  return finish(core, resource, draft, { previous, admission }, options)
}

function admissionOfUpdate(core: Core, resource: ServedResource, old: KubeObject, options: RequestOptions) {
  const { name, namespace = '' } = old.metadata
  const { subresource } = options
  return admissionFor(core, resource, { operation: 'UPDATE', subresource, namespace, name, old }, options)
}

/** What the generation counts. */
function countsAsChange(strategy: Strategy, object: KubeObject, previous: KubeObject): boolean {
  return strategy.changesGeneration?.(object, previous) ?? !deepEqual(object.spec, previous.spec)
}

/** Status strategies let annotations pass: the deployment controller writes its revision with the status. */
function annotatedAs(sent: KubeObject, previous: KubeObject): KubeObject {
  const annotations = sent.metadata?.annotations
  if (annotations === undefined || annotations === previous.metadata.annotations) return previous
  return { ...previous, metadata: { ...previous.metadata, annotations: { ...annotations } } }
}

/** Finds the object that the request is about, and checks that the request was made with that object in mind. */
function settle(core: Core, resource: ServedResource, sent: KubeObject, options: RequestOptions): KubeObject {
  const { kind } = resource
  const metadata = sent.metadata ?? {}
  const name = options.name ?? metadata.name
  if (!metadata.name) throw unnamed(name)
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name ?? ''}) does not match the name on the URL (${name})`)
  }
  if (options.typed !== true) settleNamespace(kind, sent, options.namespace)
  const of = resourceOf(resource)
  const stored = core.store.get(keyIn(resource, sent))
  if (stored === undefined) throw notFound(of, name)
  const previous = options.typed === true ? stored : observed(core, kind, stored)
  if (metadata.uid && metadata.uid !== previous.metadata.uid) {
    // A patch has read the object itself: what it changes is no precondition.
    if (options.patches === true) throw invalid(kindOf(kind), name, [immutableUid(metadata.uid)])
    throw conflict(of, name, uidMismatch(keyIn(resource, sent), metadata.uid, previous.metadata.uid ?? ''))
  }
  const { resourceVersion } = metadata
  if (isNoRevision(resourceVersion) && core.partsOf(kind).strategy.needsRevision === true && options.typed !== true) {
    throw unconditional(resource, name)
  }
  checkRevision(of, name, resourceVersion, previous.metadata.resourceVersion)
  return previous
}

/** `AllowUnconditionalUpdate` is false: who replaces must say what. */
function unconditional(resource: ServedResource, name: string): Error {
  const { group, plural } = resource.kind.names
  const error = invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')
  return invalid({ group, kind: plural }, name, [error])
}

const immutableUid = (uid: string) => invalidValue('metadata.uid', uid, 'field is immutable')

const uidMismatch = (key: ObjectKey, given: string, actual: string) =>
  `StorageError: invalid object, Code: 4, Key: /registry/${key}, ResourceVersion: 0, ` +
  `AdditionalErrorMsg: Precondition failed: UID in precondition: ${given}, UID in object meta: ${actual}`

/** `rest.BeforeUpdate`: what the server alone decides stays as it was. */
function updatedMetadata(sent: ObjectMeta, previous: ObjectMeta): ObjectMeta {
  const metadata: ObjectMeta = { ...sent }
  const fields = metadata as unknown as Record<string, unknown>
  for (const field of notKept) if (field in metadata) delete metadata[field]
  for (const field of systemFields) {
    if (previous[field] !== undefined) fields[field] = previous[field]
    else if (field in metadata) delete metadata[field]
  }
  return metadata
}

const notKept = ['managedFields', 'selfLink'] as const

const systemFields = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const

function finish(
  core: Core,
  resource: ServedResource,
  draft: KubeObject,
  { previous, admission }: { readonly previous: KubeObject; readonly admission: RequestAdmission },
  options: RequestOptions,
): KubeObject {
  const { kind } = resource
  const parts = core.partsOf(kind)
  const { strategy } = parts
  const errors = validateMetadataUpdate(parts, draft.metadata, previous.metadata)
  append(errors, validationErrors(core, resource, strategy, draft, previous, options.subresource))
  if (errors.length > 0) throw invalid(kindOf(kind), previous.metadata.name, errors)
  if (options.warn !== undefined) {
    for (const text of strategy.warnings?.(draft, previous, core.features) ?? []) options.warn(text)
  }
  admission.validate(draft)
  const counts = strategy.hasGeneration === true && options.subresource !== 'status'
  if (counts && countsAsChange(strategy, draft, previous)) {
    draft.metadata = { ...draft.metadata, generation: (previous.metadata.generation ?? 0) + 1 }
  }
  if (deepEqual(draft, previous)) return answer(resource, previous)
  const stored = ordered(draft)
  if (options.dryRun === true) return answer(resource, stored)
  const key = keyIn(resource, previous)
  if (!isReleased(strategy, stored)) return answer(resource, keep(core, resource, key, stored))
  core.store.remove(key)
  return answer(resource, stored)
}
