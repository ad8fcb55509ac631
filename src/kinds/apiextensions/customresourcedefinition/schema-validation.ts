/** The schema of a version: structural, with fitting defaults, and of what OpenAPI v3 allows (`validateCustomResourceDefinitionValidation`). */
import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue } from '../../../api/contract/field-errors.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { defaultErrors } from './default-validation.js'
import { openApiErrors } from './openapi-validation.js'
import { structuralErrors } from './structural-validation.js'

/** What may stand at the root when the schema of the status is taken out of it, by its names in Go. */
const atRoot: Readonly<Record<string, string>> = {
  description: 'Description',
  type: 'Type',
  format: 'Format',
  title: 'Title',
  maximum: 'Maximum',
  exclusiveMaximum: 'ExclusiveMaximum',
  minimum: 'Minimum',
  exclusiveMinimum: 'ExclusiveMinimum',
  maxLength: 'MaxLength',
  minLength: 'MinLength',
  pattern: 'Pattern',
  maxItems: 'MaxItems',
  minItems: 'MinItems',
  uniqueItems: 'UniqueItems',
  multipleOf: 'MultipleOf',
  required: 'Required',
  items: 'Items',
  properties: 'Properties',
  externalDocs: 'ExternalDocs',
  example: 'Example',
  'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
  'x-kubernetes-validations': 'XValidations',
}

export function schemaErrors(
  schema: JsonSchema | undefined,
  hasStatus: boolean,
  path: string,
  previous?: JsonSchema,
): FieldError[] {
  if (schema === undefined) return []
  const structural = structuralErrors(schema, path)
  const shape = structural.length > 0 ? structural : defaultErrors(schema, path)
  const state = { structural: shape.length === 0, unchanged: deepEqual(schema, previous) }
  return [
    ...(hasStatus ? rootErrors(schema, path) : []),
    ...(schema.nullable === true ? [forbiddenField(`${path}.nullable`, 'nullable cannot be true at the root')] : []),
    ...shape,
    ...openApiErrors(schema, path, state),
  ]
}

function rootErrors(schema: JsonSchema, path: string): FieldError[] {
  if (schema.type !== undefined && schema.type !== 'object') {
    const detail = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
    return [invalidValue(`${path}.type`, schema.type, detail)]
  }
  if (Object.keys(schema).every((field) => Object.hasOwn(atRoot, field))) return []
  const allowed = Object.values(atRoot).join(' ')
  const detail = `only [${allowed}] fields are allowed at the root of the schema if the status subresource is enabled`
  return [invalidValue(path, schema, detail)]
}
