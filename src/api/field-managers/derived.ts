import type { KubeObject } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import type { WritingParts } from '../registry/core.js'
import type { SchemaSource } from '../schema/contract.js'
import { compare } from './compare.js'
import { emptyObject } from './empty-object.js'
import { difference, type FieldSet, fieldSet, fromFieldsV1, unclaimed, union, withoutBranches } from './field-set.js'
import { identifierOf, type Owner, type Owners, stripped } from './owners.js'
import type { Shape } from './shapes.js'

interface Ground {
  readonly shape: Shape
  readonly apiVersion: string
  readonly schemas: SchemaSource | undefined
}

const manager = 'kube-controller-manager'
const statusFields = fieldSet(['f:status'])

/**
 * The owners of an object that only the cluster's own components have written to. They need not be kept, because they
 * follow from what the object is: its creator owns it but for the status, which another may tell, and for what the
 * kind says that somebody else or nobody counts as the writer of.
 */
export function derivedOwners(
  { kind, strategy, subresources }: WritingParts,
  object: KubeObject,
  { shape, apiVersion, schemas }: Ground,
): Owners {
  const { creator = manager, status = creator, others = [], nobody, emptied = {} } = strategy.writers?.(object) ?? {}
  const { added, modified } = compare(shape, emptyObject(schemas, kind.definition), object)
  const all = union(stripped(union(added, modified)), fromFieldsV1(emptied))
  let rest = nobody === undefined ? all : unclaimed(all, fromFieldsV1(nobody))
  const owners = new Map<string, Owner>()
  const add = (name: string, subresource: string, fields: FieldSet, time: string | undefined) => {
    if (fields.size === 0) return
    const owner: Owner = { manager: name, operation: 'Update', apiVersion, subresource, time, fields }
    owners.set(identifierOf(owner), owner)
  }
  const made = object.metadata.creationTimestamp
  for (const { manager: other, subresource = '', fields: text } of others) {
    const left = unclaimed(rest, fromFieldsV1(text))
    const fields = difference(rest, left)
    rest = left
    add(other, subresource, fields, subresource === 'status' ? newest(object.status, made) : made)
  }
  const separate = subresources.status !== undefined
  const main = separate ? withoutBranches(rest, statusFields) : rest
  add(creator, '', main, made)
  if (separate) add(status, 'status', difference(rest, main), newest(object.status, made))
  return owners
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** The last instant that is told somewhere in a value, as a timestamp of whole seconds. */
function newest(value: unknown, otherwise: string | undefined): string | undefined {
  let last = otherwise ?? ''
  const look = (each: unknown) => {
    if (typeof each === 'string') {
      if (time.test(each) && each > last) last = each
    } else if (typeof each === 'object' && each !== null) for (const inner of Object.values(each)) look(inner)
  }
  look(value)
  return last === '' || Number.isNaN(Date.parse(last)) ? otherwise : timestamp(Date.parse(last))
}
