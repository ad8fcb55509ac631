/** Metadata of custom objects and of the resources embedded in them (`pkg/apiserver/schema/objectmeta`). */

import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, required } from '../../../api/contract/field-errors.js'
import { type SchemaSource, structureOf, validateMetadata } from '../../../api/index.js'
import { decode } from '../../../api/schema/decoder.js'
import { sortedKeys } from '../../../model/go/format.js'
import { fieldSchema, type JsonSchema } from '../../../model/json/json-schema.js'
import { isDNS1035Label, isPathSegmentName } from '../../../model/objects/names.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { append } from '../../../model/values/append.js'
import { isPlainObject, ownField } from '../../../model/values/json-values.js'

/** Metadata as the server keeps it, and the paths of what it does not know; throws a DecodingError. */
export function decodeMetadata(schemas: SchemaSource, metadata: unknown, path: string) {
  const { value, unknownFields } = decode(schemas, structureOf(schemas, 'meta.v1.ObjectMeta')!, metadata)
  return { value, unknown: unknownFields.map((field) => `${path}.${field}`) }
}

const isEmbedded = (schema: JsonSchema) => schema['x-kubernetes-embedded-resource'] === true

/** Gives the metadata of embedded resources its own form. Mutates the value; returns the paths of unknown fields. */
export function coerceEmbedded(
  schemas: SchemaSource,
  schema: JsonSchema | undefined,
  value: unknown,
  path: string,
): string[] {
  if (schema === undefined) return []
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => coerceEmbedded(schemas, schema.items, item, `${path}[${index}]`))
  }
  if (!isPlainObject(value)) return []
  const unknown: string[] = []
  if (isEmbedded(schema) && isPlainObject(value.metadata)) {
    const metadata = decodeMetadata(schemas, value.metadata, `${path}.metadata`)
    value.metadata = metadata.value
    append(unknown, metadata.unknown)
  }
  for (const key of Object.keys(value)) {
    const below = path === '' ? key : `${path}.${key}`
    append(unknown, coerceEmbedded(schemas, fieldSchema(schema, key), ownField(value, key), below))
  }
  return unknown
}

/** What is wrong with the resources embedded in an object. */
export function embeddedErrors(schema: JsonSchema | undefined, value: unknown, path = ''): FieldError[] {
  if (schema === undefined) return []
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => embeddedErrors(schema.items, item, `${path}[${index}]`))
  }
  if (!isPlainObject(value)) return []
  const inner = sortedKeys(value).flatMap((key) => {
    const known = schema.properties !== undefined && Object.hasOwn(schema.properties, key)
    const below = known ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`
    return embeddedErrors(fieldSchema(schema, key), ownField(value, key), below)
  })
  return isEmbedded(schema) && path !== '' ? [...resourceErrors(value, path), ...inner] : inner
}

function resourceErrors(value: Record<string, unknown>, path: string): FieldError[] {
  const errors = [...typeErrors(value.apiVersion, `${path}.apiVersion`), ...typeErrors(value.kind, `${path}.kind`)]
  const { apiVersion, kind, metadata } = value
  if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2) {
    const detail = `unexpected GroupVersion string: ${apiVersion}`
    errors.push(invalidValue(`${path}.apiVersion`, apiVersion, detail))
  }
  const wrong = typeof kind === 'string' && kind !== '' ? isDNS1035Label(kind.toLowerCase()) : []
  if (wrong.length > 0) {
    const detail = `may have mixed case, but should otherwise match: ${wrong.join(',')}`
    errors.push(invalidValue(`${path}.kind`, kind, detail))
  }
  if (!isPlainObject(metadata)) return errors
  const named = { name: 'fakename', ...metadata } as KubeObject['metadata']
  const scope = metadata.namespace ? 'Namespaced' : 'Cluster'
  const rules = { kind: { scope }, strategy: { nameRule: isPathSegmentName } } as const
  return [...errors, ...validateMetadata(rules, { metadata: named } as KubeObject, `${path}.metadata`)]
}

function typeErrors(value: unknown, path: string): FieldError[] {
  if (value === undefined) return [required(path)]
  if (typeof value !== 'string') return [invalidValue(path, value, 'must be a string')]
  return value === '' ? [invalidValue(path, value, 'must not be empty')] : []
}
