/** Defaults and nulls of structural schemas (`pkg/apiserver/schema/defaulting` of apiextensions-apiserver). */
import { fieldSchema, type JsonSchema } from '../../../model/json/json-schema.js'
import { deepClone, isPlainObject, ownField, setField } from '../../../model/values/json-values.js'

/** Gives a value what its schema says it has without a word. Mutates the value. Idempotent. */
export function setSchemaDefaults(value: unknown, schema: JsonSchema | undefined): void {
  if (schema === undefined) return
  if (Array.isArray(value)) {
    const { items } = schema
    value.forEach((item, index) => {
      if (isMisplacedNull(item, items)) value[index] = deepClone(items?.default ?? null)
      setSchemaDefaults(value[index], items)
    })
  } else if (isPlainObject(value)) setFieldDefaults(value, schema)
}

function setFieldDefaults(value: Record<string, unknown>, schema: JsonSchema): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined || property.default === null) continue
    const present = ownField(value, name)
    if (present === undefined || isMisplacedNull(present, property)) setField(value, name, deepClone(property.default))
  }
  const { additionalProperties, properties = {} } = schema
  for (const name of Object.keys(value)) {
    const known = Object.hasOwn(properties, name)
    if (!known && typeof additionalProperties === 'object' && isMisplacedNull(value[name], additionalProperties)) {
      value[name] = deepClone(additionalProperties.default ?? null)
    }
    setSchemaDefaults(value[name], fieldSchema(schema, name))
  }
}

const isMisplacedNull = (value: unknown, schema: JsonSchema | undefined) =>
  value === null && schema !== undefined && schema.nullable !== true

/** Takes out nulls that may not be null and have no default. Mutates the value. */
export function dropNulls(value: unknown, schema: JsonSchema | undefined): void {
  if (Array.isArray(value)) for (const item of value) dropNulls(item, schema?.items)
  if (!isPlainObject(value)) return
  for (const name of Object.keys(value)) {
    const inner = fieldSchema(schema, name)
    const defaulted = inner?.default !== undefined && inner.default !== null
    if (isMisplacedNull(value[name], inner) && !defaulted) delete value[name]
    else dropNulls(value[name], inner)
  }
}
