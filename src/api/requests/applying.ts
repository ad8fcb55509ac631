import { jsonType } from '../../model/json/json-type.js'
import type { KubeObject, ObjectKey, ObjectMeta } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { required } from '../contract/field-errors.js'
import { badRequest, conflict, forbidden, invalid, notFound, unsupportedMediaType } from '../contract/status-errors.js'
import { authorize } from '../rbac/index.js'
import type { Core, RequestOptions } from '../registry/core.js'
import { reportStrict } from '../registry/decoding.js'
import { draftOf } from '../registry/drafts.js'
import { observed, resourceOf } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { create } from './create.js'
import { unnamed } from './unnamed.js'
import { write } from './update.js'

/**
 * Server-side apply: merges a configuration into what is stored, or makes the object. The way of a patch of type
 * `application/apply-patch+yaml` (apiserver `endpoints/handlers/patch.go`).
 */
export function apply(
  core: Core,
  resource: ServedResource,
  key: ObjectKey,
  body: unknown,
  options: RequestOptions,
): KubeObject {
  const management = core.management
  if (management === undefined) throw unsupportedMediaType(['application/json-patch+json'])
  if (!options.fieldManager) {
    const missing = required('fieldManager', 'is required for apply patch')
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [missing])
  }
  const config = configurationOf(body)
  const { name, namespace } = keyParts(key)
  const found = core.store.get(key)
  const stored = found && observed(core, resource.kind, found)
  if (stored === undefined) {
    if (options.subresource !== undefined) throw notFound(resourceOf(resource), name)
    return made(core, resource, config, name, { ...options, namespace })
  }
  const part =
    options.subresource === undefined ? undefined : core.partsOf(resource.kind).subresources[options.subresource]
  if (part?.type !== undefined && part.get !== undefined && part.update !== undefined) {
    const { object, managedFields } = management.applyScale(core, resource, stored, part.get(stored), config, options)
    const owned = owning(options, managedFields ?? stored.metadata.managedFields)
    return part.update(core, { resource, key, object, options: owned })
  }
  const { object, managedFields } = management.applyConfiguration(core, resource, stored, config, options)
  checkDuplicates(options)
  const draft = draftOf(core, resource, object, { ...options, fieldValidation: 'Ignore' })
  const owners = managedFields ?? stored.metadata.managedFields
  return write(core, resource, draft, { ...owning(options, owners), name, namespace })
}

/** The books are settled: the write only keeps them. */
function owning(options: RequestOptions, managedFields: readonly object[] | undefined): RequestOptions {
  const { fieldManager: _, ...rest } = options
  return managedFields === undefined ? rest : { ...options, managedFields }
}

/** Keys that the configuration says twice. */
function checkDuplicates(options: RequestOptions): void {
  if (options.duplicateKeys === undefined) return
  const why = `error converting YAML to JSON: ${options.duplicateKeys}`
  reportStrict([why], options, () => badRequest(`error strict decoding YAML: ${why}`))
}

function configurationOf(body: unknown): Record<string, unknown> {
  if (isPlainObject(body)) return body
  if (body === null || body === undefined) return {}
  const why = `json: cannot unmarshal ${jsonType(body)} into Go value of type map[string]interface {}`
  throw badRequest(`error decoding YAML: error unmarshaling JSON: ${why}`)
}

function made(
  core: Core,
  resource: ServedResource,
  config: Record<string, unknown>,
  name: string,
  options: RequestOptions,
): KubeObject {
  const { object, managedFields } = core.management!.applyConfiguration(core, resource, undefined, config, options)
  checkDuplicates(options)
  const { metadata } = object
  if (metadata?.uid) {
    const why = `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`
    throw conflict(resourceOf(resource), name, why)
  }
  const { name: own } = metadata ?? {}
  if (!own) throw unnamed(name)
  if (own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
  }
  checkMayCreate(core, resource, metadata, options)
  const { resourceVersion: _, ...rest } = metadata
  const created = create(
    core,
    resource,
    { ...object, metadata: rest },
    { ...owning(options, managedFields), fieldValidation: 'Ignore' },
  )
  options.onCreate?.()
  return created
}

/** Whoever may patch what is there must also be allowed to make what is not (`withAuthorization` of `handlers/create.go`). */
export function checkMayCreate(
  core: Core,
  resource: ServedResource,
  { name }: Pick<ObjectMeta, 'name'>,
  options: RequestOptions,
): void {
  const { user, namespace = '' } = options
  if (user === undefined) return
  const of = resourceOf(resource)
  const wanted = { verb: 'create', ...of, subresource: '', namespace, name }
  const { allowed, reason } = authorize(core.store, user, wanted)
  if (!allowed) throw forbidden(of, name, reason)
}
