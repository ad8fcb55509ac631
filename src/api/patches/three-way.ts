import { deepEqual, isPlainObject } from '../../model/values/json-values.js'
import { type Fields, goPrint, type Item, patchKey, retainKeysKey } from './directives.js'
import type { PatchSchema } from './patch-schema.js'
import { strategicDiff } from './strategic-diff.js'
import { strategicMerge } from './strategic-merge.js'

export interface ThreeWay {
  /** What was applied last; empty when nothing was. */
  readonly original: Fields
  /** What is to be applied now. */
  readonly modified: Fields
  /** What there is. */
  readonly current: Fields
}

/**
 * The patch that `kubectl apply` sends: changes from what there is to what is wanted, and deletions of what was
 * applied last and is no longer wanted. Fields that others have set stay (`CreateThreeWayMergePatch`).
 */
export function createThreeWayPatch({ original, modified, current }: ThreeWay, schema: PatchSchema): Fields {
  const changes = strategicDiff(current, modified, schema, { changes: true, deletions: false })
  const deletions = strategicDiff(original, modified, schema, { changes: false, deletions: true })
  return strategicMerge(deletions, changes, schema, 'combine')
}

/** Whether the patch would overwrite what others have changed since the last apply (`--overwrite=false`). */
export function conflicts(
  { original, current }: Omit<ThreeWay, 'modified'>,
  patch: Fields,
  schema: PatchSchema,
): boolean {
  return fieldsConflict(patch, strategicDiff(original, current, schema), schema)
}

function fieldsConflict(left: Fields, right: Fields, schema: PatchSchema): boolean {
  if (left[patchKey] !== right[patchKey]) return true
  return Object.keys(left).some((key) => {
    if (key === patchKey || key === retainKeysKey || !Object.hasOwn(right, key)) return false
    return valuesConflict(left[key], right[key], key, schema)
  })
}

function valuesConflict(left: unknown, right: unknown, key: string, schema: PatchSchema): boolean {
  const field = schema.field(key)
  if (isPlainObject(left) && isPlainObject(right)) return !field.replace && fieldsConflict(left, right, field.schema)
  if (!Array.isArray(left) || !Array.isArray(right)) return !deepEqual(left, right)
  if (!field.merge) return !deepEqual(left, right)
  const { mergeKey } = field
  if (mergeKey === undefined) return false
  const others = new Map((right as Item[]).map((item) => [elementKey(item, mergeKey), item]))
  return (left as Item[]).some((item) => {
    const other = others.get(elementKey(item, mergeKey))
    return isPlainObject(item) && isPlainObject(other) && fieldsConflict(item, other, field.schema)
  })
}

const elementKey = (item: Item, mergeKey: string) => goPrint(isPlainObject(item) ? item[mergeKey] : item)
