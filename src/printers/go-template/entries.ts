import { sortedKeys } from '../../model/go/format.js'
import { Int, isMap, NoValue } from './functions.js'

/** What range goes through; undefined when it cannot. */
export function entries(value: unknown): Iterable<[unknown, unknown]> | undefined {
  if (value === null || value === undefined || value instanceof NoValue) return []
  if (Array.isArray(value)) return value.map((item, at) => [new Int(at), item])
  const count = value instanceof Int ? value.value : value
  if (typeof count === 'number' && Number.isInteger(count)) {
    return counted(count)
  }
  return isMap(value) ? sortedKeys(value).map((key) => [key, value[key]]) : undefined
}

function* counted(count: number): Generator<[unknown, unknown]> {
  for (let at = 0; at < count; at++) yield [new Int(at), new Int(at)]
}
