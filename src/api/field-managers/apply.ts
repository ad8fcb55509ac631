import { readJson } from '../../model/json/exact-json.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { canonicalJson } from '../../model/values/order.js'
import { ApiError } from '../contract/errors.js'
import { apiVersionOf } from '../contract/names.js'
import { badRequest } from '../contract/status-errors.js'
import type { Core, RequestOptions } from '../registry/core.js'
import { answer } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { compare } from './compare.js'
import { Conflicts } from './conflicts.js'
import { difference, type FieldSet } from './field-set.js'
import { annotationOf, ownersAt, sameOwners, taking, termsOf, versioned, writerOf } from './management.js'
import { entriesOf, identifierOf, type ManagedFieldsEntry, type Owner, type Owners, stripped } from './owners.js'
import { checkShape, fieldsOf, ShapeError } from './typed.js'
import { type Application, applied, updated, type Versioned } from './updater.js'

export interface Applied {
  /** The object as it is to be written, in the request's version; without managedFields. */
  readonly object: KubeObject
  /** Undefined when they stay as they are. */
  readonly managedFields: readonly ManagedFieldsEntry[] | undefined
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
/** The manager whose applies carry on what client-side apply began. */
const kubectl = 'kubectl'
/** `DefaultMaxAnnotationSize`: what makes annotations longer is left out again. */
const mostAnnotations = 256 * 1024

/**
 * Applies a configuration, as the server's field manager does. Throws the Status of a conflict, and of what is wrong
 * with the configuration. `live` is undefined when there is no such object yet.
 */
export function applyConfiguration(
  core: Core,
  resource: ServedResource,
  live: KubeObject | undefined,
  config: Readonly<Record<string, unknown>>,
  options: RequestOptions,
): Applied {
  const { apiVersion = '', kind = '' } = config
  if (apiVersion !== apiVersionOf(resource.info) || kind !== resource.info.kind) {
    throw badRequest(`invalid object type: ${kindText(apiVersion, kind)}`)
  }
  const { metadata } = config
  if (isPlainObject(metadata) && Array.isArray(metadata.managedFields) && metadata.managedFields.length > 0) {
    throw badRequest('metadata.managedFields must be nil')
  }
  const wanted = withoutManagers(config)
  const served = live === undefined ? {} : withoutManagers(answer(resource, live))
  const base = versioned(core, resource, served)
  typed(() => checkShape(base.shape, wanted), wanted, resource)
  const owners = live === undefined ? new Map() : ownersAt(core, resource, live)
  const result = settled(core, resource, base, wanted, owners, options)
  const object = keepingLastApplied(result.object ?? (base.value as KubeObject), config, options)
  const same = live !== undefined && sameOwners(owners, result.owners)
  return { object, managedFields: same ? undefined : entriesOf(result.owners) }
}

export type Outcome = { readonly object: KubeObject | undefined; readonly owners: Owners }

/** The merge itself, and who owns what then; throws the Status of a conflict. */
export function settled(
  core: Core,
  resource: ServedResource,
  live: Versioned,
  config: unknown,
  known: Owners,
  options: RequestOptions,
): Outcome {
  const terms = termsOf(core, resource, options)
  const writer = writerOf(core, resource, options)
  const applier = { ...writer, operation: 'Apply' as const }
  const identifier = identifierOf(applier)
  // What was there before anybody counted belongs to nobody in particular.
  const owners = known.size === 0 ? beforeFirst(live, writer, core, resource, options) : known
  const attempt = (force: boolean) => applied(live, config, owners, identifier, applier, force, terms)
  const done = resolving(attempt, options, (conflicts) => {
    const allowed = applier.manager === kubectl ? sameAsLastApplied(live, resource) : undefined
    return allowed === undefined ? conflicts : conflicts.without(allowed)
  })
  const result = new Map(done.owners)
  const own = result.get(identifier)
  if (own !== undefined) {
    const fields = stripped(own.fields)
    if (fields.size === 0) result.delete(identifier)
    else result.set(identifier, { ...own, fields, time: done.object === undefined ? own.time : writer.time })
  }
  return { object: done.object?.value as KubeObject | undefined, owners: result }
}

/** Conflicts that are no matter, because the field is still as client-side apply left it, are forced. */
function resolving(
  attempt: (force: boolean) => Application,
  { force = false }: RequestOptions,
  serious: (conflicts: Conflicts) => Conflicts | undefined,
): Application {
  try {
    return attempt(force)
  } catch (error) {
    if (!(error instanceof Conflicts)) throw error
    const left = serious(error)
    if (left !== undefined) throw left.answer()
    return attempt(true)
  }
}

/** `before-first-apply` (`managedfields/internal/skipnonapplied.go`). */
function beforeFirst(
  live: Versioned,
  writer: Omit<Owner, 'fields'>,
  core: Core,
  resource: ServedResource,
  options: RequestOptions,
): Owners {
  if (Object.keys(live.value as object).length === 0) return new Map()
  const empty = { ...live, value: { metadata: {}, spec: {}, status: {} } }
  const { taken } = updated(empty, live, new Map(), termsOf(core, resource, options))
  return taking(new Map(), { ...writer, manager: 'before-first-apply' }, stripped(taken))
}

/** Fields that are as client-side apply left them (`managedfields/internal/lastappliedmanager.go`). */
function sameAsLastApplied({ shape, apiVersion, value }: Versioned, resource: ServedResource): FieldSet | undefined {
  const text = annotationOf(value as KubeObject, lastApplied)
  if (text === undefined || text === '') return undefined
  try {
    const config = readJson(text)
    if (!isPlainObject(config) || config.apiVersion !== apiVersion) return undefined
    typed(() => checkShape(shape, config), config, resource)
    const { added, modified, removed } = compare(shape, config, value)
    return [modified, added, removed].reduce(difference, fieldsOf(shape, config))
  } catch {
    return undefined
  }
}

/** kubectl's own applies keep the annotation of client-side apply up to date where it is (`lastappliedupdater.go`). */
function keepingLastApplied(
  object: KubeObject,
  config: Readonly<Record<string, unknown>>,
  { fieldManager }: RequestOptions,
): KubeObject {
  if (fieldManager !== kubectl || !annotationOf(object, lastApplied)) return object
  const text = `${canonicalJson(withoutLastApplied(config))}\n`
  const { [lastApplied]: _, ...others } = object.metadata.annotations!
  const size = Object.entries(others).reduce((sum, [key, value]) => sum + key.length + String(value).length, 0)
  const fits = size + lastApplied.length + text.length <= mostAnnotations
  const annotations = fits ? { ...object.metadata.annotations, [lastApplied]: text } : others
  return { ...object, metadata: { ...object.metadata, annotations } }
}

function withoutLastApplied(config: Readonly<Record<string, unknown>>): unknown {
  const { metadata } = config
  if (!isPlainObject(metadata) || !isPlainObject(metadata.annotations)) return config
  const { [lastApplied]: _, ...annotations } = metadata.annotations
  const { annotations: __, ...rest } = metadata
  const kept = Object.keys(annotations).length === 0 ? rest : { ...rest, annotations }
  return { ...config, metadata: kept }
}

function withoutManagers(object: Readonly<Record<string, unknown>> | KubeObject): Record<string, unknown> {
  const { metadata } = object
  if (!isPlainObject(metadata) || !Object.hasOwn(metadata, 'managedFields')) return { ...object }
  const { managedFields: _, ...rest } = metadata
  return { ...object, metadata: rest }
}

export function kindText(apiVersion: unknown, kind: unknown): string {
  const text = String(apiVersion)
  return `${text.includes('/') || text === '' ? text || '/' : `/${text}`}, Kind=${kind}`
}

/** Go's plain errors reach the client as they are, with a code of 500. */
export function typed(
  check: () => void,
  config: Readonly<Record<string, unknown>>,
  { info: { kind } }: { readonly info: { readonly kind: string } },
): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    const metadata = isPlainObject(config.metadata) ? config.metadata : {}
    const where = `${metadata.namespace ?? ''}/${metadata.name ?? ''}; ${kindText(config.apiVersion, kind)}`
    throw new ApiError(500, '', `failed to create typed patch object (${where}): ${error.message}`)
  }
}
