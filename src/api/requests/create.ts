import type { KubeObject, ObjectMeta } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import { checkNamespace } from '../admission/namespace-lifecycle.js'
import { alreadyExists, generateNameConflict, invalid } from '../contract/status-errors.js'
import {
  admissionOf,
  answer,
  type Core,
  draftOf,
  keyIn,
  kindOf,
  ordered,
  type RequestOptions,
  resourceOf,
  settleNamespace,
} from '../registry/core.js'
import { apiVersionOf, type ServedResource } from '../registry/resources.js'
import { validateMetadata } from './metadata.js'
import { dropDuplicateOwners } from './owner-references.js'
import { respond } from './questions.js'
import { checkNoRevision } from './revisions.js'
import { trackCreation } from './tracking.js'

/** Structure, defaults, strategy, admission, validation, store: the way of every new object. */
export function create(core: Core, resource: ServedResource, object: KubeObject, options: RequestOptions): KubeObject {
  const { kind } = resource
  const draft = draftOf(core, resource, object, options)
  draft.apiVersion = apiVersionOf(kind.names)
  draft.kind = kind.names.kind
  draft.metadata ??= {} as ObjectMeta
  settleNamespace(kind, draft, options.namespace)
  dropDuplicateOwners(draft, options)
  if (kind.respond !== undefined) return respond(core, kind, draft, options)
  checkNamespace(core, resource, draft)
  const { resourceVersion } = draft.metadata
  const generated = fillMetadata(core, resource, draft)
  kind.setDefaults(draft)
  trackCreation(core, resource, draft, options)
  kind.prepare?.(draft, undefined, undefined, core.features)
  kind.admit?.(draft, admissionOf(core, options))
  const validate = resource.version?.validate ?? kind.validate
  const errors = [...validateMetadata(kind, draft), ...validate(draft, undefined, undefined, core.features)]
  if (errors.length > 0) throw invalid(kindOf(kind), draft.metadata.name ?? '', errors)
  if (options.warn !== undefined) {
    for (const text of kind.warnings?.(draft, undefined, core.features) ?? []) options.warn(text)
  }

  const key = keyIn(resource, draft)
  if (options.dryRun !== true) checkNoRevision(resourceVersion)
  const present = core.store.get(key)
  if (present !== undefined) {
    const of = resourceOf(resource)
    if (generated) throw generateNameConflict(of, draft.metadata.name)
    throw alreadyExists(of, draft.metadata.name, present.metadata.deletionTimestamp !== undefined)
  }
  const stored = ordered(draft)
  return answer(resource, options.dryRun === true ? stored : core.store.put(key, stored))
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
  if (resource.kind.hasGeneration === true) metadata.generation = 1
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
