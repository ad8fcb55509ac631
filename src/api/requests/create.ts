import type { KubeObject, ObjectMeta } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import { append } from '../../model/values/append.js'
import { admissionFor } from '../admission/admit.js'
import { apiVersionOf } from '../contract/names.js'
import { alreadyExists, generateNameConflict, invalid } from '../contract/status-errors.js'
import type { Core, RequestOptions } from '../registry/core.js'
import { draftOf } from '../registry/drafts.js'
import { admissionOf, answer, keyIn, kindOf, ordered, resourceOf, settleNamespace } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { validateMetadata } from './metadata.js'
import { dropDuplicateOwners } from './owner-references.js'
import { respond } from './questions.js'
import { checkNoRevision } from './revisions.js'
import { keep } from './storing.js'
import { trackCreation } from './tracking.js'
import { validationErrors } from './validation.js'

/** Structure, defaults, strategy, admission, validation, store: the way of every new object. */
export function create(core: Core, resource: ServedResource, object: KubeObject, options: RequestOptions): KubeObject {
  const { kind } = resource
  const parts = core.partsOf(kind)
  const { strategy, create: instead } = parts
  const draft = draftOf(core, resource, object, options)
  if (instead !== undefined) return instead(core, { resource, object: draft, options })
  draft.apiVersion = apiVersionOf(kind.names)
  draft.kind = kind.names.kind
  draft.metadata ??= {} as ObjectMeta
  settleNamespace(kind, draft, options.namespace)
  dropDuplicateOwners(draft, options)
  if (strategy.respond !== undefined) return respond(core, resource, draft, options)
  const { resourceVersion } = draft.metadata
  const generated = fillMetadata(core, resource, draft)
  strategy.setDefaults?.(draft)
  trackCreation(core, resource, draft, options)
  strategy.prepare?.(draft, undefined, undefined, core.features)
  const { namespace = '', name } = draft.metadata
  const asked = { operation: 'CREATE', namespace, name: generated ? '' : (name ?? '') } as const
  const admission = admissionFor(core, resource, asked, options)
  admission.mutate(draft)
  strategy.begin?.(draft, admissionOf(core, options))
  const errors = validateMetadata(parts, draft)
  append(errors, validationErrors(core, resource, strategy, draft))
  if (errors.length > 0) throw invalid(kindOf(kind), draft.metadata.name ?? '', errors)
  if (options.warn !== undefined) {
    for (const text of strategy.warnings?.(draft, undefined, core.features) ?? []) options.warn(text)
  }
  admission.validate(draft)

  const key = keyIn(resource, draft)
  if (options.dryRun !== true) checkNoRevision(resourceVersion)
  const present = core.store.get(key)
  if (present !== undefined) {
    const of = resourceOf(resource)
    if (generated) throw generateNameConflict(of, draft.metadata.name)
    throw alreadyExists(of, draft.metadata.name, present.metadata.deletionTimestamp !== undefined)
  }
  const stored = ordered(draft)
  return answer(resource, options.dryRun === true ? stored : keep(core, resource, key, stored))
}

/** Most attempts at a free name; with five random characters a second one is already rare. */
const nameAttempts = 8
/** Generated names have five characters after their prefix and at most 63 in all (`names.SimpleNameGenerator`). */
const generatedLength = 63
const suffixLength = 5

/** What the server alone decides, or does not keep. */
const notAccepted = [
  'resourceVersion',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
] as const

/** `rest.FillObjectMetaSystemFields` and name generation; tells whether the name was generated. */
function fillMetadata(core: Core, resource: ServedResource, draft: KubeObject): boolean {
  const metadata = { ...draft.metadata }
  for (const field of notAccepted) if (field in metadata) delete metadata[field]
  draft.metadata = metadata
  const prefix = metadata.generateName ?? ''
  const generated = !metadata.name && prefix !== ''
  if (generated) metadata.name = freeName(core, resource, metadata.namespace ?? '', prefix)
  if (resource.kind.scope === 'Namespaced' && metadata.namespace === undefined) metadata.namespace = ''
  const { store } = core
  metadata.uid = core.random(`uid/${keyIn(resource, draft)}/${store.revision}`).uuid()
  metadata.creationTimestamp = timestamp(core.now())
  if (core.partsOf(resource.kind).strategy.hasGeneration === true) metadata.generation = 1
  else if (!metadata.generation) delete metadata.generation
  return generated
}

/** Keyed by the revision too, so that a name that was just deleted does not come back. */
function freeName(core: Core, resource: ServedResource, namespace: string, generateName: string): string {
  const base = generateName.slice(0, generatedLength - suffixLength)
  const random = core.random(`name/${resource.storage}/${namespace}/${generateName}/${core.store.revision}`)
  let name = ''
  for (let attempt = 0; attempt < nameAttempts; attempt++) {
    name = base + random.name(suffixLength)
    const key = namespace === '' ? `${resource.storage}/${name}` : `${resource.storage}/${namespace}/${name}`
    if (core.store.get(key) === undefined) break
  }
  return name
}
