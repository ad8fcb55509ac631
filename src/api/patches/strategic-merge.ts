import { isPlainObject, ownField, setField } from '../../model/values/json-values.js'
import {
  deletePrefix,
  elementsAreObjects,
  type Fields,
  goPrint,
  goType,
  type Item,
  identity,
  isDeletion,
  malformed,
  orderPrefix,
  PatchError,
  patchKey,
  retainKeysKey,
  withoutDirectives,
  withoutNulls,
} from './directives.js'
import { inOrder } from './list-order.js'
import type { PatchField, PatchSchema } from './patch-schema.js'

/**
 * `apply`: the target is an object, directives take effect. `combine`: the target is itself a patch, directives and
 * nulls are carried over (as in three-way patches).
 */
export type MergeMode = 'apply' | 'combine'

/** Applies a strategic merge patch. Shares what does not change; changes nothing in place. */
export function strategicMerge(target: Fields, patch: Fields, schema: PatchSchema, mode: MergeMode = 'apply'): Fields {
  if (Object.hasOwn(patch, patchKey)) return wholeObject(patch)
  const result = { ...target }
  const rest = { ...patch }
  retainKeys(result, rest, mode)
  mergeOrderedLists(result, rest, schema, mode)
  for (const key of Object.keys(rest)) {
    const value = ownField(rest, key)
    if (key.startsWith(deletePrefix)) deleteFromList(result, key, value, mode)
    else mergeField(result, key, value, schema, mode)
  }
  return result
}

function wholeObject(patch: Fields): Fields {
  const { [patchKey]: directive, ...rest } = patch
  if (directive === 'replace') return rest
  if (directive === 'delete') return {}
  throw new PatchError(`unknown patch type: ${goPrint(directive)} in map: ${goPrint(patch)}`)
}

function mergeField(result: Fields, key: string, value: unknown, schema: PatchSchema, mode: MergeMode): void {
  if (value === null) {
    delete result[key]
    if (mode === 'combine') setField(result, key, null)
    return
  }
  const old = ownField(result, key)
  if (old === undefined || kindOf(old) !== kindOf(value)) take(result, key, value, mode)
  else if (isPlainObject(value)) {
    const field = schema.field(key)
    setField(result, key, field.replace ? value : strategicMerge(old as Fields, value, field.schema, mode))
  } else if (Array.isArray(value)) {
    const field = schema.field(key)
    setField(result, key, field.merge ? mergeLists(old as Item[], value, field, mode) : value)
  } else setField(result, key, value)
}

const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)

/** A value where there was none, or one of another kind: as it is, without directives. */
function take(result: Fields, key: string, value: unknown, mode: MergeMode): void {
  const clean = withoutDirectives(mode === 'apply' ? withoutNulls(value) : value)
  if (clean === undefined) delete result[key]
  else setField(result, key, clean)
}

/** `$deleteFromPrimitiveList/finalizers: [a]` */
function deleteFromList(result: Fields, directive: string, value: unknown, mode: MergeMode): void {
  if (mode === 'combine') {
    setField(result, directive, value)
    return
  }
  const key = directive.slice(deletePrefix.length)
  const list = ownField(result, key)
  if (!Array.isArray(list)) return
  if (!Array.isArray(value)) throw malformed.primitiveList()
  const gone = new Set(value)
  setField(
    result,
    key,
    list.filter((item) => !gone.has(item)),
  )
}

/** `$retainKeys: [a, b]` clears every other field, and contradicts a patch that sets one. */
function retainKeys(result: Fields, rest: Fields, mode: MergeMode): void {
  if (!Object.hasOwn(rest, retainKeysKey)) return
  const keys = rest[retainKeysKey]
  delete rest[retainKeysKey]
  if (mode === 'combine') {
    result[retainKeysKey] ??= keys
    return
  }
  if (!Array.isArray(keys)) throw malformed.retainKeys()
  const retained = new Set(keys)
  for (const key of Object.keys(rest)) {
    const isDirective = key.startsWith(deletePrefix) || key.startsWith(orderPrefix)
    if (rest[key] !== null && !isDirective && !retained.has(key)) throw malformed.retainKeys()
  }
  for (const key of Object.keys(result)) if (!retained.has(key)) delete result[key]
}

/** Lists with a `$setElementOrder/…` beside them; takes both out of the rest of the patch. */
function mergeOrderedLists(result: Fields, rest: Fields, schema: PatchSchema, mode: MergeMode): void {
  for (const directive of Object.keys(rest).filter((key) => key.startsWith(orderPrefix))) {
    const order = rest[directive]
    delete rest[directive]
    if (!Array.isArray(order)) throw malformed.elementOrder()
    if (mode === 'combine') setField(result, directive, order)
    const key = directive.slice(orderPrefix.length)
    const live = listIn(result, key)
    const changes = listIn(rest, key)
    const field = schema.field(key)
    if (changes !== undefined) checkOrder(changes, order, field.mergeKey)
    const merged = mergedOf(live, changes, field, mode)
    if (merged === undefined) continue
    if (merged.length > 0) elementsAreObjects(live ?? [], changes ?? [])
    setField(result, key, inOrder(merged, order, live ?? [], field.mergeKey))
    delete rest[key]
  }
}

function listIn(fields: Fields, key: string): Item[] | undefined {
  const list = ownField(fields, key)
  if (list === undefined || Array.isArray(list)) return list
  throw new PatchError(`expected a []interface {}, but received a ${goType(list)}`)
}

function mergedOf(live: Item[] | undefined, changes: Item[] | undefined, field: PatchField, mode: MergeMode) {
  if (changes === undefined) return live
  if (live === undefined) return withoutDirectives(changes) as Item[]
  return field.merge ? mergeLists(live, changes, field, mode) : changes
}

/** The items of the patch must stand in the order that the patch asks for, and be part of it. */
function checkOrder(changes: readonly Item[], order: readonly Item[], mergeKey: string | undefined): void {
  if (changes.length === 0 || order.length === 0) return
  const items = changes.filter((item) => mergeKey === undefined || !isDeletion(item))
  let place = 0
  let index = 0
  while (index < items.length && place < order.length) {
    const item = items[index]
    if (isPlainObject(item) && Object.hasOwn(item, patchKey)) index++
    else if (identity(order[place++], mergeKey) === identity(item, mergeKey)) index++
  }
  if (index === items.length) return
  const message = `The order in patch list:\n${goPrint(changes)}\n doesn't match ${orderPrefix.slice(0, -1)} list:\n${goPrint(order)}\n`
  throw new PatchError(message)
}

function mergeLists(live: readonly Item[], changes: readonly Item[], field: PatchField, mode: MergeMode): Item[] {
  if (live.length === 0 && changes.length === 0) return []
  if (!elementsAreObjects(live, changes)) {
    const merged = [...new Set([...live, ...changes])]
    return inOrder(merged, changes, live, undefined)
  }
  const { mergeKey } = field
  if (mergeKey === undefined) throw new PatchError(`cannot merge lists without merge key for ${field.schema.name}`)
  const { kept, items } = applyElementDirectives(live, changes as Fields[], mergeKey)
  const merged = [...kept]
  const places = new Map<unknown, number>()
  // Of elements of one key the first is meant (`findMapInSliceBasedOnKeyValue`).
  kept.forEach((item, index) => {
    const key = identityIfAny(item, mergeKey)
    if (!places.has(key)) places.set(key, index)
  })
  for (const item of items) {
    const key = identity(item, mergeKey)
    const place = places.get(key)
    if (place === undefined) places.set(key, merged.push(item) - 1)
    else merged[place] = strategicMerge(merged[place] as Fields, item, field.schema, mode)
  }
  return inOrder(merged, items, kept, mergeKey)
}

/** `$patch: delete` takes an element out, `$patch: replace` all that the patch does not hold. */
function applyElementDirectives(live: readonly Item[], changes: readonly Fields[], mergeKey: string) {
  const items = changes.filter((item) => !Object.hasOwn(item, patchKey))
  const deleted = new Set<unknown>()
  let replace = false
  for (const item of changes) {
    const directive = ownField(item, patchKey)
    if (directive === 'delete') deleted.add(identity(item, mergeKey))
    else if (directive === 'replace') replace = true
    else if (directive === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch')
    else if (directive !== undefined) {
      throw new PatchError(`unknown patch type: ${goPrint(directive)} in map: ${goPrint(item)}`)
    }
  }
  if (replace) return { kept: items, items: [] }
  return { kept: live.filter((item) => !deleted.has(identityIfAny(item, mergeKey))), items }
}

const identityIfAny = (item: Item, mergeKey: string) => (isPlainObject(item) ? ownField(item, mergeKey) : undefined)
