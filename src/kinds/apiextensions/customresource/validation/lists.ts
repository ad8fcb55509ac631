/** Uniqueness of lists with `x-kubernetes-list-type` `set` and `map` (`pkg/apiserver/schema/listtype`). */
import type { FieldError } from '../../../../api/contract/errors.js'
import { duplicate, invalidValue } from '../../../../api/contract/field-errors.js'
import { sortedKeys } from '../../../../model/go/format.js'
import { formatJson } from '../../../../model/json/json.js'
import { fieldSchema, type JsonSchema } from '../../../../model/json/json-schema.js'
import { isPlainObject, ownField } from '../../../../model/values/json-values.js'

export function listErrors(schema: JsonSchema | undefined, value: unknown, path = ''): FieldError[] {
  if (schema === undefined) return []
  if (Array.isArray(value)) {
    const inner = value.flatMap((item, index) => listErrors(schema.items, item, `${path}[${index}]`))
    return [...ownErrors(schema, value, path), ...inner]
  }
  if (!isPlainObject(value)) return []
  return sortedKeys(value).flatMap((key) => {
    const known = schema.properties !== undefined && Object.hasOwn(schema.properties, key)
    const below = known ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`
    return listErrors(fieldSchema(schema, key), ownField(value, key), below)
  })
}

function ownErrors(schema: JsonSchema, list: readonly unknown[], path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type']
  if (type === 'set') return repetitions(list).map((at) => duplicate(`${path}[${at}]`, list[at]))
  if (type !== 'map') return []
  const wrong = list.findIndex((item) => item !== null && !isPlainObject(item))
  if (wrong >= 0) {
    const detail = 'must be an object for an array of list-type map'
    return [invalidValue(`${path}[${wrong}]`, list[wrong], detail)]
  }
  const keys = list.map((item) => keyOf(item, schema['x-kubernetes-list-map-keys'] ?? []))
  return repetitions(keys).map((at) => duplicate(`${path}[${at}]`, keys[at]))
}

function keyOf(item: unknown, names: readonly string[]): Record<string, unknown> {
  const key: Record<string, unknown> = {}
  for (const name of names) {
    const value = isPlainObject(item) ? ownField(item, name) : undefined
    if (value !== undefined) key[name] = value
  }
  return key
}

/** Where a value comes for the second time; further times are not told. */
function repetitions(values: readonly unknown[]): number[] {
  const times = new Map<string, number>()
  return values.flatMap((value, at) => {
    const text = formatJson(value)
    const seen = (times.get(text) ?? 0) + 1
    times.set(text, seen)
    return seen === 2 ? [at] : []
  })
}
