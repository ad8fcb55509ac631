/** Defaults must fit the schema that they are in (`pkg/apiserver/schema/defaulting/validation.go`). */
import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'
import { deepClone, isPlainObject } from '../../../model/values/json-values.js'
import { embeddedErrors } from '../customresource/embedded.js'
import { pruneValue } from '../customresource/pruning.js'
import { schemaErrors } from '../customresource/validation/schema.js'

/** Not under additionalProperties, where defaults are not allowed in metadata and apply to nothing that is absent. */
export function defaultErrors(schema: JsonSchema, path: string): FieldError[] {
  const own = schema.default === undefined || schema.default === null ? [] : valueErrors(schema, `${path}.default`)
  const inner = isPlainObject(schema.items) ? defaultErrors(schema.items as JsonSchema, `${path}.items`) : []
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    defaultErrors(property, `${path}.properties[${name}]`),
  )
  return [...own, ...inner, ...fields]
}

function valueErrors(schema: JsonSchema, path: string): FieldError[] {
  const { default: value } = schema
  const unknown: string[] = []
  pruneValue(deepClone(value), schema, '', unknown)
  const errors = unknown.length === 0 ? [] : [invalidValue(path, value, 'must not have unknown fields')]
  const embedded = embeddedErrors(schema, value, path)
  if (embedded.length > 0) return [...errors, ...embedded]
  const found = schemaErrors(schema, value).map((error) => ({
    ...error,
    field: error.field === '<nil>' ? path : `${path}.${error.field}`,
  }))
  return [...errors, ...found]
}
