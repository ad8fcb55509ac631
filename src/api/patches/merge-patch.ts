import { deepEqual, isPlainObject, ownField, setField } from '../../model/values/json-values.js'

type Fields = Record<string, unknown>

/** RFC 7386: null removes, objects merge, all else replaces. Shares what does not change; changes nothing in place. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isPlainObject(patch)) return patch
  const result: Fields = isPlainObject(target) ? { ...target } : {}
  for (const key of Object.keys(patch)) {
    const value = ownField(patch, key)
    if (value === null) delete result[key]
    else setField(result, key, applyMergePatch(ownField(result, key), value))
  }
  return result
}

/** The merge patch that leads from one document to another; undefined when they are equal. */
export function createMergePatch(original: unknown, modified: unknown): Fields | undefined {
  const patch = difference(original as Fields, modified as Fields)
  return Object.keys(patch).length === 0 ? undefined : patch
}

function difference(original: Fields, modified: Fields): Fields {
  const patch: Fields = {}
  for (const key of Object.keys(modified)) {
    const value = modified[key]
    const old = ownField(original, key)
    if (value === undefined || deepEqual(old, value)) continue
    setField(patch, key, isPlainObject(old) && isPlainObject(value) ? difference(old, value) : value)
  }
  for (const key of Object.keys(original)) {
    if (ownField(modified, key) === undefined && original[key] !== undefined) setField(patch, key, null)
  }
  return patch
}

/**
 * What `apply` sends for kinds without a strategic merge: changes from live to wanted, and deletions from what was
 * applied last to what is wanted (`jsonmergepatch.CreateThreeWayJSONMergePatch`).
 */
export function createThreeWayMergePatch(original: Fields, modified: Fields, current: Fields): Fields {
  const changes = kept(difference(current, modified), false)
  const deletions = kept(difference(original, modified), true)
  return overlaid(deletions, changes)
}

/** The nulls of a patch alone, or all but them. */
function kept(patch: Fields, nulls: boolean): Fields {
  const result: Fields = {}
  for (const key of Object.keys(patch)) {
    const value = patch[key]
    if (isPlainObject(value) && Object.keys(value).length > 0) {
      const inner = kept(value, nulls)
      if (Object.keys(inner).length > 0) setField(result, key, inner)
    } else if ((value === null) === nulls) setField(result, key, value)
  }
  return result
}

/** One patch laid over another: unlike in applying a patch, nulls stay. */
function overlaid(below: Fields, above: Fields): Fields {
  const result = { ...below }
  for (const key of Object.keys(above)) {
    const old = ownField(result, key)
    const value = above[key]
    setField(result, key, isPlainObject(old) && isPlainObject(value) ? overlaid(old, value) : value)
  }
  return result
}
