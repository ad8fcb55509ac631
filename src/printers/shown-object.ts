import { deepClone, isPlainObject } from '../model/values/json-values.js'
import type { PrintRequest } from './contract.js'
import { listItems } from './lists.js'

/** Without the field managers, unless they are asked for. */
export function shownObject(object: unknown, request: PrintRequest): unknown {
  if (request.showManagedFields) return object
  const items = listItems(object)
  if (items !== undefined && isPlainObject(object)) {
    return items.some(hasManagers) ? { ...object, items: items.map(withoutManagers) } : object
  }
  return withoutManagers(object)
}

function hasManagers(object: unknown): boolean {
  return isPlainObject(object) && isPlainObject(object.metadata) && object.metadata.managedFields !== undefined
}

function withoutManagers(object: unknown): unknown {
  if (!hasManagers(object)) return object
  const copy = deepClone(object) as { metadata: { managedFields?: unknown } }
  delete copy.metadata.managedFields
  return copy
}
