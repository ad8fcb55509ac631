import { isPlainObject, ownField, setField } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import { MalformedPatch } from './json-patch.js'

/** The special keys of a strategic merge patch. */
export const patchKey = '$patch'
export const retainKeysKey = '$retainKeys'
export const deletePrefix = '$deleteFromPrimitiveList/'
export const orderPrefix = '$setElementOrder/'

export type Fields = Record<string, unknown>
export type Item = unknown

/** A patch whose parts contradict each other or the object; not one of the few that Kubernetes calls bad requests. */
export class PatchError extends Error {}

export const malformed = {
  primitiveList: () => new MalformedPatch('invalid patch format of primitive list'),
  retainKeys: () => new MalformedPatch('invalid patch format of retainKeys'),
  elementOrder: () => new MalformedPatch('invalid patch format of setElementOrder list'),
}

/** A patch value without its directives; undefined when it is one itself. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined)
  if (!isPlainObject(value)) return value
  if (Object.hasOwn(value, patchKey)) return undefined
  const result: Fields = {}
  for (const key of Object.keys(value)) {
    const item = withoutDirectives(value[key])
    if (item !== undefined) setField(result, key, item)
  }
  return result
}

/** A patch value without the fields that are null: they can remove nothing where nothing was. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isPlainObject(value)) return value
  const result: Fields = {}
  for (const key of Object.keys(value)) if (value[key] !== null) setField(result, key, withoutNulls(value[key]))
  return result
}

export const isDeletion = (item: Item): boolean => isPlainObject(item) && item[patchKey] === 'delete'

/** The value by which an element of a merged list is known; scalars are their own. */
export function identity(item: Item, mergeKey: string | undefined): unknown {
  if (mergeKey === undefined) return item
  if (!isPlainObject(item)) throw new PatchError(`expected a map[string]interface {}, but received a ${goType(item)}`)
  const value = ownField(item, mergeKey)
  if (value === undefined) {
    throw new PatchError(`map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`)
  }
  return value
}

/** Lists hold elements of one kind, which is not that of lists (`sliceElementType`). */
export function elementsAreObjects(...lists: readonly (readonly Item[])[]): boolean {
  const types = new Set(lists.flat().map(goType))
  const [first] = types
  if (first === '[]interface {}') throw new MalformedPatch('lists of lists are not supported')
  if (types.size > 1) throw new PatchError(`list element types are not identical: ${goPrint(lists)}`)
  return first === 'map[string]interface {}'
}

export function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'object') return 'map[string]interface {}'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  return typeof value === 'bigint' || Number.isInteger(value) ? 'int64' : 'float64'
}

/** What `%v` prints of a JSON value: `map[a:1 b:[x y]]`. */
export function goPrint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`
  if (!isPlainObject(value)) return String(value)
  const entries = Object.keys(value)
    .sort(compareKeys)
    .map((key) => `${key}:${goPrint(value[key])}`)
  return `map[${entries.join(' ')}]`
}
