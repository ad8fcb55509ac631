import { instantOf } from '../../model/objects/time.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import { difference, type FieldSet, type FieldsV1, fieldSet, fromFieldsV1, toFieldsV1, union } from './field-set.js'

/** An entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  readonly manager?: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly time?: string
  readonly fieldsType: 'FieldsV1'
  readonly fieldsV1: unknown
  readonly subresource?: string
}

/** An entry, with its fields as a set. */
export interface Owner {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  /** Empty for the object itself. */
  readonly subresource: string
  readonly time: string | undefined
  readonly fields: FieldSet
}

/** By identifier; see identifierOf. */
export type Owners = ReadonlyMap<string, Owner>

/** Fields of every object that nobody owns (`managedfields/internal/stripmeta.go`). */
const strip: FieldSet = fieldSet(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields'].map(
    (name) => ['f:metadata', `f:${name}`],
  ),
  ['f:metadata', 'f:resourceVersion'],
)

export const stripped = (fields: FieldSet): FieldSet => difference(fields, strip)

/** What makes two writes those of one owner: appliers are the same in every version (`BuildManagerIdentifier`). */
export function identifierOf(owner: Pick<Owner, 'manager' | 'operation' | 'apiVersion' | 'subresource'>): string {
  const { manager, operation, apiVersion, subresource } = owner
  return JSON.stringify({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource === '' ? {} : { subresource }),
  })
}

/** What has been written stays as it is, and so does what it says: most writes leave the fields of most owners alone. */
const sets = new WeakMap<object, FieldSet>()
const written = new WeakMap<FieldSet, FieldsV1>()

const setIn = (fieldsV1: unknown): FieldSet => sets.get(fieldsV1 as object) ?? fromFieldsV1(fieldsV1)

function fieldsV1Of(fields: FieldSet): FieldsV1 {
  const known = written.get(fields)
  if (known !== undefined) return known
  const text = toFieldsV1(fields)
  written.set(fields, text)
  sets.set(text, fields)
  return text
}

/** The owners that entries tell of; throws an Error for entries that are malformed (`DecodeManagedFields`). */
export function ownersOf(entries: unknown): Owners {
  const owners = new Map<string, Owner>()
  if (!Array.isArray(entries)) return owners
  for (const [index, entry] of entries.entries()) {
    if (!isPlainObject(entry)) throw new Error(`managed fields entry ${index} is no object`)
    const { manager = '', operation, apiVersion = '', time, fieldsType = '', fieldsV1, subresource = '' } = entry
    if (operation !== 'Apply' && operation !== 'Update') throw new Error('operation must be `Apply` or `Update`')
    if (typeof apiVersion !== 'string' || apiVersion === '') throw new Error('apiVersion must not be empty')
    if (fieldsType === '') throw new Error(`missing fieldsType in managed fields entry ${index}`)
    if (fieldsType !== 'FieldsV1') {
      throw new Error(`invalid fieldsType "${fieldsType}" in managed fields entry ${index}`)
    }
    const owner: Owner = {
      manager: String(manager),
      operation,
      apiVersion,
      subresource: String(subresource),
      time: typeof time === 'string' ? time : undefined,
      fields: setIn(fieldsV1 ?? {}),
    }
    owners.set(identifierOf(owner), owner)
  }
  return owners
}

/** The entries in the order in which the server keeps them (`sortEncodedManagedFields`). */
export function entriesOf(owners: Owners): ManagedFieldsEntry[] {
  return [...owners.values()].sort(byAge).map((owner) => {
    const { manager, operation, apiVersion, subresource, time, fields } = owner
    return {
      ...(manager === '' ? {} : { manager }),
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: fieldsV1Of(fields),
      ...(subresource === '' ? {} : { subresource }),
    }
  })
}

const second = (time: string | undefined) => (time === undefined ? 0 : Math.floor(instantOf(time) / 1000))

function byAge(a: Owner, b: Owner): number {
  return (
    compareKeys(a.operation, b.operation) ||
    second(a.time) - second(b.time) ||
    compareKeys(a.manager, b.manager) ||
    compareKeys(a.apiVersion, b.apiVersion) ||
    compareKeys(a.subresource, b.subresource)
  )
}

/** Every owner without these fields, and without the owners that have none left. */
export function withoutFields(
  owners: Owners,
  fields: (owner: Owner, identifier: string) => FieldSet,
): Map<string, Owner> {
  const left = new Map<string, Owner>()
  for (const [identifier, owner] of owners) {
    const rest = difference(owner.fields, fields(owner, identifier))
    if (rest.size > 0) left.set(identifier, rest === owner.fields ? owner : { ...owner, fields: rest })
  }
  return left
}

/** `DefaultMaxUpdateManagers`: beyond so many the oldest become one. */
const mostUpdaters = 10
const oldUpdates = 'ancient-changes'

/** Merges the oldest updates of a version, so that an object does not gather owners for ever (`capmanagers.go`). */
export function capped(owners: Map<string, Owner>): Map<string, Owner> {
  const updaters = [...owners].filter(([, { operation }]) => operation === 'Update')
  if (updaters.length <= mostUpdaters) return owners
  updaters.sort(([a, one], [b, other]) => second(one.time) - second(other.time) || compareKeys(a, b))
  const firsts = new Map<string, string>()
  let count = updaters.length
  for (const [identifier, owner] of updaters) {
    if (count <= mostUpdaters) break
    const { apiVersion } = owner
    const first = firsts.get(apiVersion)
    if (first === undefined) {
      firsts.set(apiVersion, identifier)
      continue
    }
    const bucket: Owner = {
      manager: oldUpdates,
      operation: 'Update',
      apiVersion,
      subresource: '',
      time: owner.time,
      fields: owner.fields,
    }
    const name = identifierOf(bucket)
    const gathered = owners.get(name) ?? owners.get(first)!
    if (!owners.has(name)) owners.delete(first)
    owners.delete(identifier)
    owners.set(name, { ...bucket, fields: union(gathered.fields, owner.fields) })
    count--
  }
  return owners
}
