/** What a structural schema does not specify is not kept (`pkg/apiserver/schema/pruning` of apiextensions-apiserver). */
import type { JsonSchema } from '../../../model/json/json-schema.js'
import { isPlainObject, ownField } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'

/** Fields of every resource, embedded ones included, which schemas need not name. */
const metaFields = new Set(['apiVersion', 'kind', 'metadata'])

/**
 * Takes fields out of a custom object that its schema does not specify; metadata is left alone, at the root and in
 * embedded resources. Mutates the object. Returns the paths of what has gone, in order: `spec.list[0].other`.
 */
export function prune(object: Record<string, unknown>, schema: JsonSchema | undefined): string[] {
  const unknown: string[] = []
  pruneValue(object, { ...schema, 'x-kubernetes-embedded-resource': true }, '', unknown)
  return unknown.sort(compareKeys)
}

/** The same for a value inside an object, such as a default. */
export function pruneValue(value: unknown, schema: JsonSchema | undefined, path: string, unknown: string[]): void {
  if (Array.isArray(value)) {
    const inner = preserves(schema) ? pruneKnown : pruneValue
    value.forEach((item, index) => {
      inner(item, schema?.items, `${path}[${index}]`, unknown)
    })
  } else if (isPlainObject(value)) pruneFields(value, schema, path, unknown)
}

const preserves = (schema: JsonSchema | undefined) => schema?.['x-kubernetes-preserve-unknown-fields'] === true

/** Under a list whose unknown fields are kept, they are kept in its items too unless these have a schema. */
function pruneKnown(value: unknown, schema: JsonSchema | undefined, path: string, unknown: string[]): void {
  if (schema !== undefined)
    pruneValue(value, { ...schema, 'x-kubernetes-preserve-unknown-fields': true }, path, unknown)
}

function pruneFields(
  value: Record<string, unknown>,
  schema: JsonSchema | undefined,
  path: string,
  unknown: string[],
): void {
  const { properties, additionalProperties } = schema ?? {}
  for (const key of Object.keys(value)) {
    if (schema?.['x-kubernetes-embedded-resource'] === true && metaFields.has(key)) continue
    const below = path === '' ? key : `${path}.${key}`
    if (properties !== undefined && Object.hasOwn(properties, key)) {
      pruneValue(value[key], properties[key], below, unknown)
    } else if (additionalProperties !== undefined) {
      const inner = typeof additionalProperties === 'object' ? additionalProperties : undefined
      pruneValue(ownField(value, key), inner, below, unknown)
    } else if (!preserves(schema)) {
      if (path !== '' || !metaFields.has(key)) unknown.push(below)
      delete value[key]
    }
  }
}
