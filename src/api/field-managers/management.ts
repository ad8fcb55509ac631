import type { KubeObject } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import { entryOf, isPlainObject } from '../../model/values/json-values.js'
import type { Kind, ServedVersion } from '../contract/kind.js'
import { apiVersionOf } from '../contract/names.js'
import type { Core, RequestOptions } from '../registry/core.js'
import { answer } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { customShape } from './custom-shapes.js'
import { derivedOwners } from './derived.js'
import { emptyObject } from './empty-object.js'
import { type FieldSet, fieldSet, has, sameFields, union } from './field-set.js'
import {
  capped,
  entriesOf,
  identifierOf,
  type ManagedFieldsEntry,
  type Owner,
  type Owners,
  ownersOf,
  stripped,
} from './owners.js'
import { ElementError } from './path-element.js'
import { deduced, type Shape, shapeOf } from './shapes.js'
import { type Terms, updated, type Versioned } from './updater.js'

/** Who writes, and through what. */
export function writerOf(core: Core, resource: ServedResource, options: RequestOptions): Omit<Owner, 'fields'> {
  const { subresource, through = subresource } = options
  return {
    manager: options.fieldManager || options.component || 'unknown',
    operation: 'Update',
    apiVersion: apiVersionOf(resource.info),
    subresource: through ?? '',
    // The entries of a scale come back from it without a time (`managedfields/scalehandler.go`).
    time: through === 'scale' ? undefined : timestamp(core.now()),
  }
}

/** The owners of a new object: whoever makes it owns all that is in it. */
export function createdBy(
  core: Core,
  resource: ServedResource,
  draft: KubeObject,
  options: RequestOptions,
): ManagedFieldsEntry[] {
  return unlessUntypable(() => madeBy(core, resource, draft, options), [])
}

function madeBy(
  core: Core,
  resource: ServedResource,
  draft: KubeObject,
  options: RequestOptions,
): ManagedFieldsEntry[] {
  const next = versioned(core, resource, answer(resource, draft))
  const definition = resource.version?.definition ?? resource.kind.definition
  const empty = { ...next, value: emptyObject(core.schemas, definition) }
  const { taken } = updated(empty, next, new Map(), termsOf(core, resource, options))
  const fields = stripped(taken)
  if (fields.size === 0) return []
  const owner = { ...writerOf(core, resource, options), fields }
  return entriesOf(new Map([[identifierOf(owner), owner]]))
}

/**
 * The owners of an object after a write; undefined when they stay as they are. `sent` is what the request itself says
 * of managedFields: an empty list, or one empty entry, resets them, and a full one replaces what was.
 */
export function updatedBy(
  core: Core,
  resource: ServedResource,
  previous: KubeObject,
  draft: KubeObject,
  sent: unknown,
  options: RequestOptions,
): ManagedFieldsEntry[] | undefined {
  const known = ownersAt(core, resource, previous)
  const before = options.subresource === undefined ? ownersSent(sent, known) : known
  // Whose owners are not known from the beginning has none until the first apply (`skipnonapplied.go`).
  if (before.size === 0) return known.size === 0 ? undefined : []
  const live = versioned(core, resource, answer(resource, previous))
  const next = versioned(core, resource, answer(resource, draft))
  return unlessUntypable(() => {
    const result = updated(live, next, before, termsOf(core, resource, options))
    const taken = isUnowned(core, resource, draft, before, options) ? none : stripped(result.taken)
    const owners = taking(result.owners, writerOf(core, resource, options), taken)
    return before === known && sameOwners(known, owners) ? undefined : entriesOf(owners)
  }, [])
}

/**
 * A Scale of zero does not name its number, and nobody owns what is not named; from then on the books of the Scale are
 * empty, and who writes to it is not entered any more (`skipnonapplied.go`).
 */
function isUnowned(
  core: Core,
  { kind }: ServedResource,
  draft: KubeObject,
  owners: Owners,
  { through }: RequestOptions,
): boolean {
  if (through !== 'scale') return false
  const scale = core.partsOf(kind).subresources.scale?.get?.(draft)
  if (scale !== undefined && scale.spec.replicas === undefined) return true
  // A definition says for itself where its number lies.
  const isBuiltIn = kind.definition !== undefined
  return isBuiltIn && ![...owners.values()].some(({ fields }) => has(fields, ['f:spec', 'f:replicas']))
}

/**
 * An object in which owners cannot be told has none (`FieldManager.UpdateNoErrors`): the books must not stand in the way
 * of a write, and validation says of most such objects what is wrong with them.
 */
function unlessUntypable<T>(keep: () => T, otherwise: T): T {
  try {
    return keep()
  } catch (error) {
    if (error instanceof ElementError) return otherwise
    throw error
  }
}

/** The owners when a writer takes fields; its entry tells the time of its last taking. */
export function taking(owners: Map<string, Owner>, writer: Omit<Owner, 'fields'>, taken: FieldSet): Map<string, Owner> {
  if (taken.size === 0) return owners
  const identifier = identifierOf(writer)
  const others = owners.get(identifier)
  owners.set(identifier, { ...writer, fields: others === undefined ? taken : union(others.fields, taken) })
  return capped(owners)
}

export function sameOwners(a: Owners, b: Owners): boolean {
  if (a.size !== b.size) return false
  for (const [identifier, owner] of a) {
    const other = b.get(identifier)
    if (other === undefined || other.apiVersion !== owner.apiVersion || other.time !== owner.time) return false
    if (!sameFields(other.fields, owner.fields)) return false
  }
  return true
}

/** `decodeLiveOrNew` of `managedfields/internal/fieldmanager.go`. */
function ownersSent(sent: unknown, known: Owners): Owners {
  if (!Array.isArray(sent)) return known
  const [first] = sent
  if (sent.length === 0 || (sent.length === 1 && isPlainObject(first) && Object.keys(first).length === 0)) {
    return new Map()
  }
  try {
    const owners = ownersOf(sent)
    return owners.size === 0 || sameOwners(owners, known) ? known : owners
  } catch {
    return known
  }
}

/** The owners that an object, as it is stored, has: those that it tells of, or else those that follow from what it is. */
export function ownersAt(core: Core, resource: ServedResource, object: KubeObject): Owners {
  const { managedFields } = object.metadata
  if (managedFields !== undefined) return ownersOf(managedFields)
  const shape = shapeFor(core, resource.kind)
  const apiVersion = apiVersionOf(resource.kind.names)
  const schemas = core.schemas
  return unlessUntypable<Owners>(
    () => derivedOwners(core.partsOf(resource.kind), object, { shape, apiVersion, schemas }),
    new Map(),
  )
}

/** An object in the version of a resource, with the shape that it has there. */
export function versioned(core: Core, resource: ServedResource, value: unknown): Versioned {
  return { apiVersion: apiVersionOf(resource.info), shape: shapeFor(core, resource.kind, resource.version), value }
}

function shapeFor(core: Core, kind: Kind, version?: ServedVersion): Shape {
  const schemas = core.schemas
  const definition = version?.definition ?? kind.definition
  if (schemas === undefined) return deduced
  const shape = definition === undefined ? undefined : shapeOf(schemas, definition)
  if (shape !== undefined) return shape
  const metadata = shapeOf(schemas, 'meta.v1.ObjectMeta') ?? deduced
  if (kind.schema !== undefined) return customShape(kind.schema, metadata)
  const declares = (name: string) => name === 'metadata'
  return { type: 'object', atomic: false, declares, field: (name) => (declares(name) ? metadata : deduced) }
}

const status = fieldSet(['f:status'])
const notOfStatus = fieldSet(['f:spec'], ['f:metadata', 'f:labels'])
const none = fieldSet()

export function termsOf(core: Core, resource: ServedResource, options: RequestOptions): Terms {
  const { kind } = resource
  const main = core.partsOf(kind).subresources.status === undefined ? none : status
  return {
    reset: options.subresource === 'status' ? notOfStatus : main,
    convert(object, apiVersion) {
      if (object.apiVersion === apiVersion) return object
      const target = servedAs(core, resource, apiVersion)
      const source = servedAs(core, resource, object.apiVersion)
      if (target === undefined || source === undefined) return undefined
      const value = object.value as KubeObject
      const stored = source.version === undefined ? value : { ...source.version.fromServed(value) }
      return versioned(core, target, answer(target, { ...stored, apiVersion: apiVersionOf(resource.kind.names) }))
    },
  }
}

function servedAs(core: Core, { storage }: ServedResource, apiVersion: string): ServedResource | undefined {
  return core.registry.served.find((each) => each.storage === storage && apiVersionOf(each.info) === apiVersion)
}

const withOwners = new WeakMap<KubeObject, KubeObject>()

/**
 * The object with its managedFields, as it is read; without an owner it has none. They are made each time that its metadata
 * is looked at: of a long list they would take more room than all the rest.
 */
export function withManagedFields(core: Core, resource: ServedResource, object: KubeObject): KubeObject {
  const { managedFields } = object.metadata
  if (managedFields !== undefined && managedFields.length > 0) return object
  const before = withOwners.get(object)
  if (before !== undefined) return before
  const result: KubeObject = {
    ...object,
    get metadata() {
      return managedMetadata(core, resource, object)
    },
  }
  withOwners.set(object, result)
  return result
}

function managedMetadata(core: Core, resource: ServedResource, object: KubeObject): KubeObject['metadata'] {
  const { managedFields, ...metadata } = object.metadata
  const stored = resource.version?.fromServed(object) ?? object
  const owners = managedFields === undefined ? ownersAt(core, resource, stored) : new Map()
  return { ...metadata, ...(owners.size === 0 ? {} : { managedFields: entriesOf(owners) }) } as KubeObject['metadata']
}

export const annotationOf = (object: KubeObject, name: string): string | undefined => {
  // A configuration may say null, which is none.
  const value: unknown = entryOf(object.metadata?.annotations, name)
  return typeof value === 'string' ? value : undefined
}
