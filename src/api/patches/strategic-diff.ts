import { deepEqual, isPlainObject, ownField, setField } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import {
  deletePrefix,
  elementsAreObjects,
  type Fields,
  goPrint,
  type Item,
  identity,
  orderPrefix,
  patchKey,
  retainKeysKey,
} from './directives.js'
import { sortedLike } from './list-order.js'
import type { PatchField, PatchSchema } from './patch-schema.js'

/** Which differences a patch tells: what is new or other, what is gone, or both. */
export interface DiffOptions {
  readonly changes: boolean
  readonly deletions: boolean
}

/** The strategic merge patch that leads from one object to another (`CreateTwoWayMergePatch`); empty when they are equal. */
export function strategicDiff(
  original: Fields,
  modified: Fields,
  schema: PatchSchema,
  options: DiffOptions = { changes: true, deletions: true },
): Fields {
  return diffFields(original, modified, schema, options, false)
}

function diffFields(
  original: Fields,
  modified: Fields,
  schema: PatchSchema,
  options: DiffOptions,
  retainKeys: boolean,
) {
  const patch: Fields = {}
  for (const key of present(modified)) {
    const value = modified[key]
    const old = ownField(original, key)
    if (isPlainObject(old) && isPlainObject(value)) diffObject(patch, key, old, value, schema.field(key), options)
    else if (Array.isArray(old) && Array.isArray(value)) diffList(patch, key, old, value, schema.field(key), options)
    else if (options.changes && !deepEqual(old, value)) setField(patch, key, value)
  }
  const gone = present(original).filter((key) => ownField(modified, key) === undefined)
  if (options.deletions) for (const key of gone) setField(patch, key, null)
  if (retainKeys) {
    const retained = present(modified).filter((key) => modified[key] !== null)
    const clears = gone.some((key) => original[key] !== null)
    if (retained.length > 0 && (clears || Object.keys(patch).length > 0)) {
      patch[retainKeysKey] = retained.sort(compareKeys)
    }
  }
  return patch
}

const present = (fields: Fields) => Object.keys(fields).filter((key) => fields[key] !== undefined)

function diffObject(
  patch: Fields,
  key: string,
  original: Fields,
  modified: Fields,
  field: PatchField,
  options: DiffOptions,
): void {
  if (field.replace) {
    if (options.changes) setField(patch, key, modified)
    return
  }
  const inner = diffFields(original, modified, field.schema, options, field.retainKeys)
  if (Object.keys(inner).length > 0) setField(patch, key, inner)
}

function diffList(
  patch: Fields,
  key: string,
  original: readonly Item[],
  modified: readonly Item[],
  field: PatchField,
  options: DiffOptions,
): void {
  if (!field.merge || original.length === 0) {
    if (options.changes && !deepEqual(original, modified)) setField(patch, key, modified)
    return
  }
  const objects = elementsAreObjects(original, modified)
  const difference = objects
    ? diffObjects(original as Fields[], modified as Fields[], field, options)
    : diffScalars(original, modified, options)
  if (difference.items.length > 0) setField(patch, key, difference.items)
  if (difference.deleted.length > 0) setField(patch, `${deletePrefix}${key}`, difference.deleted)
  if (difference.order.length > 0) setField(patch, `${orderPrefix}${key}`, difference.order)
}

interface ListDifference {
  readonly items: readonly Item[]
  /** Scalars to take out. */
  readonly deleted: readonly Item[]
  readonly order: readonly Item[]
}

function diffObjects(
  original: readonly Fields[],
  modified: readonly Fields[],
  field: PatchField,
  options: DiffOptions,
): ListDifference {
  const { mergeKey } = field
  const named = (item: Fields) => ({ [mergeKey ?? '']: identity(item, mergeKey) })
  const changed: Fields[] = []
  const deletions: Fields[] = []
  const old = sortedByKey(original, mergeKey)
  const wanted = sortedByKey(modified, mergeKey)
  for (let at = 0, next = 0; at < old.length || next < wanted.length; ) {
    const [before, item] = [old[at], wanted[next]]
    const order = before === undefined ? 1 : item === undefined ? -1 : compareKeys(before.key, item.key)
    if (order <= 0) at++
    if (order >= 0) next++
    if (order < 0) deletions.push({ ...named(before!.item), [patchKey]: 'delete' })
    else if (order > 0) {
      if (options.changes) changed.push(item!.item)
    } else {
      const inner = diffFields(before!.item, item!.item, field.schema, options, field.retainKeys)
      if (Object.keys(inner).length > 0) changed.push({ ...inner, ...named(item!.item) })
    }
  }
  const items = [...sortedLike(changed, modified, mergeKey), ...(options.deletions ? deletions : [])]
  const reordered = options.changes && !sameOrder(original, modified, mergeKey)
  const tellsOrder = reordered || items.length > 0
  const order = tellsOrder ? modified.map(named) : []
  return { items, deleted: [], order }
}

/**
 * By their keys as text, as kubectl compares them: 80 and "80" are one. Elements of one key, which are two to the API server
 * (a port of TCP and one of UDP), come to stand the other way round: `SortableSliceOfMaps` takes each for the smaller one.
 */
function sortedByKey(items: readonly Fields[], mergeKey: string | undefined) {
  const keyed = items.map((item) => ({ key: goPrint(identity(item, mergeKey)), item }))
  return keyed.reverse().sort((a, b) => compareKeys(a.key, b.key))
}

const sameOrder = (a: readonly Item[], b: readonly Item[], mergeKey: string | undefined) =>
  a.length === b.length && a.every((item, index) => identity(item, mergeKey) === identity(b[index], mergeKey))

function diffScalars(original: readonly Item[], modified: readonly Item[], options: DiffOptions): ListDifference {
  const byText = (a: Item, b: Item) => compareKeys(goPrint(a), goPrint(b))
  const old = new Set(original.map(goPrint))
  const wanted = new Set(modified.map(goPrint))
  const added = modified.filter((item) => !old.has(goPrint(item)))
  const gone = original.filter((item) => !wanted.has(goPrint(item)))
  const deleted = options.deletions ? [...new Set(gone)].sort(byText) : []
  const tellsOrder = deleted.length > 0 || (options.changes && !deepEqual(original, modified))
  return { items: options.changes ? added : [], deleted, order: tellsOrder ? modified : [] }
}
