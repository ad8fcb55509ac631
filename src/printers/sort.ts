/** `--sort-by` (kubectl `pkg/cmd/get/sorter.go`). */
import { UsageError } from '../api/contract/errors.js'
import type { Table } from '../api/contract/table.js'
import { goQuote } from '../model/go/quote.js'
import { JsonPath } from '../model/jsonpath/jsonpath.js'
import { compareQuantities, parseQuantity } from '../model/objects/quantity.js'
import { compareKeys } from '../model/values/order.js'
import { relaxedPath } from './custom-columns.js'

/** There is no such field to sort by. */
export class UnknownField extends UsageError {}

/** The rows in the order of a field of their objects; equal ones keep theirs, those without the field come first, the last of them first. */
export function sortTable(table: Table, field: string): Table {
  if (table.rows.length < 2) return table
  let path = field
  try {
    path = relaxedPath(field)
  } catch {
    // kubectl goes on with the text as it is.
  }
  return { ...table, rows: sorted(table.rows, path, (row) => row.object, 'sorting error: ') }
}

/** Objects in the order of a field. */
export function sortObjects<T>(objects: readonly T[], field: string): T[] {
  if (objects.length === 0) return []
  return sorted(objects, relaxedPath(field), (object) => object, '')
}

function sorted<T>(items: readonly T[], path: string, objectOf: (item: T) => unknown, prefix: string): T[] {
  const parsed = parse(path, prefix)
  const keyed = items.map((item) => ({ item, key: found(parsed, objectOf(item), prefix) }))
  if (keyed.every(({ key }) => key === undefined)) {
    throw new UnknownField(`couldn't find any field with path ${goQuote(path)} in the list of objects`)
  }
  const absent = keyed.filter(({ key }) => key === undefined).reverse()
  const present = keyed.filter(({ key }) => key !== undefined).sort((a, b) => compareValues(a.key, b.key, path))
  return [...absent, ...present].map(({ item }) => item)
}

function found(path: JsonPath, object: unknown, prefix: string): unknown {
  try {
    return path.find(object)[0]?.[0]
  } catch (error) {
    throw new UnknownField(prefix + (error as Error).message)
  }
}

function parse(path: string, prefix: string): JsonPath {
  try {
    return new JsonPath(path)
  } catch (error) {
    throw new UnknownField(prefix + (error as Error).message)
  }
}

/** kubectl's `isLess`: nulls first, quantities by amount, texts by their bytes. */
function compareValues(a: unknown, b: unknown, path: string): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  const type = Array.isArray(a) ? '[]interface {}' : typeof a === 'object' ? 'map[string]interface {}' : 'bool'
  throw new UsageError(
    `Field ${path} in [][][]reflect.Value is an unsortable type: interface, err: unsortable type: ${type}`,
  )
}

function compareTexts(a: string, b: string): number {
  try {
    return compareQuantities(parseQuantity(a), parseQuantity(b))
  } catch {
    return compareKeys(a, b)
  }
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint'
