import { isPlainObject, ownField } from '../model/values/json-values.js'

/** The objects in a List as the API serves it; undefined when the value is no list. */
export function listItems(value: unknown): unknown[] | undefined {
  if (!isPlainObject(value)) return undefined
  const items = ownField(value, 'items')
  return Array.isArray(items) && String(ownField(value, 'kind')).endsWith('List') ? items : undefined
}
