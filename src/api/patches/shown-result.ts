import { isPlainObject, ownField, setField } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'

/**
 * The result of a merge or JSON patch in the order in which Go writes it: an object that the patch has reached into is a
 * map by then, whose keys are sorted; what it has not touched is as it was.
 */
export function inWrittenOrder(result: unknown, patch: unknown): unknown {
  return sorted(result, Array.isArray(patch) ? reached(patch) : patch)
}

/** What JSON operations reach, as a merge patch has it. */
function reached(operations: readonly unknown[]): Record<string, unknown> {
  const all: Record<string, unknown> = {}
  for (const operation of operations) {
    const { path, from } = operation as { path?: unknown; from?: unknown }
    for (const pointer of [path, from]) {
      let place = all
      if (typeof pointer !== 'string') continue
      for (const step of pointer.split('/').slice(1, -1)) {
        const next = (ownField(place, step) ?? {}) as Record<string, unknown>
        setField(place, step, next)
        place = next
      }
    }
  }
  return all
}

function sorted(value: unknown, touched: unknown): unknown {
  if (!isPlainObject(touched)) return value
  if (Array.isArray(value)) return value.map((item, index) => sorted(item, ownField(touched, String(index))))
  if (!isPlainObject(value)) return value
  const keys = Object.keys(value).sort(compareKeys)
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key], ownField(touched, key))]))
}
