/** Whether what a file says is an object could have been stored by this API server: for files that others have edited. */
import { type KubeObject, keyParts, type ObjectKey, type ObjectMeta } from '../../model/objects/object.js'
import { deepClone } from '../../model/values/json-values.js'
import type { FieldError } from '../contract/errors.js'
import { fieldErrorMessage } from '../contract/field-errors.js'
import type { Kind } from '../contract/kind.js'
import { apiVersionOf } from '../contract/names.js'
import { ownersOf } from '../field-managers/owners.js'
import type { Core } from '../registry/core.js'
import type { ServedResource } from '../registry/resources.js'
import { structuralFault } from '../schema/structural-fault.js'
import { structureOf } from '../schema/structure.js'
import { validateMetadata } from './metadata.js'

/** What is wrong with an object under its key; undefined when it is as it would have been stored. */
export function storedFault(core: Core, key: ObjectKey, object: KubeObject): string | undefined {
  const { resource, namespace, name } = keyParts(key)
  const served = core.registry.storage(resource)
  if (served === undefined) return `the cluster has no resource ${JSON.stringify(resource)}`
  const { kind } = served
  const { apiVersion } = object
  if (apiVersion !== apiVersionOf(kind.names) || object.kind !== kind.names.kind) {
    return `it must be a ${kind.names.kind} of ${apiVersionOf(kind.names)}, and is a ${object.kind} of ${apiVersion}`
  }
  const fault = typeFault(core, served, object)
  if (fault !== undefined) return fault
  const { metadata } = object
  if (metadata.name !== name || (metadata.namespace ?? '') !== namespace) {
    return `its metadata names it ${JSON.stringify(metadata.name)} in ${JSON.stringify(metadata.namespace ?? '')}`
  }
  return metadataFault(kind, metadata) ?? rulesFault(core, served, object)
}

/** Objects of a kind that came with an object of the cluster may be older than their schema: their metadata counts. */
function typeFault({ schemas }: Core, { kind }: ServedResource, object: KubeObject): string | undefined {
  if (schemas === undefined) return undefined
  const { group, version, kind: name } = kind.names
  const structure = structureOf(schemas, kind.definition ?? `${group}.${version}.${name}`)
  if (structure !== undefined) {
    const missing = structure.written.find(([field]) => object[field] === undefined)
    return missing === undefined ? structuralFault(schemas, structure, object) : `${missing[0]} is missing`
  }
  const fault = structuralFault(schemas, structureOf(schemas, 'meta.v1.ObjectMeta')!, object.metadata)
  return fault && `metadata.${fault}`
}

/** What the API server gives every object that it serves. */
function metadataFault(
  { served }: Kind,
  { uid, creationTimestamp, resourceVersion = '0' }: ObjectMeta,
): string | undefined {
  if (!/^\d+$/.test(resourceVersion)) return 'metadata.resourceVersion must be a number'
  if (served === false) return undefined
  return uid && creationTimestamp ? undefined : `metadata.${uid ? 'creationTimestamp' : 'uid'} is missing`
}

/** The first rule of its kind that an object breaks. */
function rulesFault(core: Core, { kind }: ServedResource, object: KubeObject): string | undefined {
  try {
    const [error] = rulesBroken(core, kind, object)
    return error === undefined ? core.partsOf(kind).strategy.storedFault?.(object) : fieldErrorMessage(error)
  } catch (error) {
    // A rule takes for granted what was there before it was asked.
    return `it is not what a ${kind.names.kind} has to be: ${(error as Error).message}`
  }
}

function rulesBroken(core: Core, kind: Kind, object: KubeObject): readonly FieldError[] {
  const parts = core.partsOf(kind)
  const { strategy, subresources } = parts
  // Throws when they cannot be read.
  ownersOf(object.metadata.managedFields)
  const errors = validateMetadata(parts, object)
  if (errors.length > 0 || kind.schema !== undefined) return errors
  const draft = deepClone(object)
  strategy.setDefaults?.(draft)
  // What is forbidden may not be asked for at creation, and can be there all the same later.
  const broken = strategy.validate?.(draft, undefined, undefined, core.features) ?? []
  const wrong = broken.filter(({ type }) => type !== 'Forbidden')
  if (wrong.length > 0 || subresources.status === undefined) return wrong
  return strategy.validate?.(draft, draft, 'status', core.features) ?? []
}
