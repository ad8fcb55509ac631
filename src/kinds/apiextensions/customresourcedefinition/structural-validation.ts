/** What makes a schema structural (`pkg/apiserver/schema/validation.go` and `complete.go` of apiextensions-apiserver). */
import type { FieldError } from '../../../api/contract/errors.js'
import { fieldErrorMessage, forbiddenField, invalidValue, required } from '../../../api/contract/field-errors.js'
import { regexpProblem } from '../../../model/go/regexp.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'
import { append } from '../../../model/values/append.js'
import { deepEqual, isPlainObject } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'

type Level = 'root' | 'item' | 'field'

/** Violations in the order of their texts. */
export function structuralErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors = [...invariants(schema, 'root', path), ...completeness(schema, schema, path, path)]
  return errors.sort((a, b) => compareKeys(fieldErrorMessage(a), fieldErrorMessage(b)))
}

const properties = (schema: JsonSchema) => Object.entries(schema.properties ?? {})
const additional = ({ additionalProperties }: JsonSchema) =>
  typeof additionalProperties === 'object' ? additionalProperties : undefined

function invariants(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const { type = '', items, additionalProperties } = schema
  const values = additional(schema)
  return [
    ...(type === 'array' && items === undefined ? [required(`${path}.items`, 'must be specified')] : []),
    ...(isPlainObject(items) ? invariants(items as JsonSchema, 'item', `${path}.items`) : []),
    ...properties(schema).flatMap(([name, inner]) => invariants(inner, 'field', `${path}.properties[${name}]`)),
    ...(additionalProperties !== undefined && level === 'root'
      ? [forbiddenField(`${path}.additionalProperties`, 'must not be used at the root')]
      : []),
    ...(values === undefined ? [] : invariants(values, 'field', `${path}.additionalProperties`)),
    ...extensionErrors(schema, path),
    ...junctorErrors(schema, path),
    ...typeErrors(schema, level, path),
    ...metaErrors(schema, level, path),
  ]
}

function extensionErrors(schema: JsonSchema, path: string): FieldError[] {
  if (schema['x-kubernetes-int-or-string'] !== true) return []
  const fields = ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const
  return fields
    .filter((field) => schema[field] === true)
    .map((field) => invalidValue(`${path}.${field}`, true, 'must be false if x-kubernetes-int-or-string is true'))
}

function typeErrors(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const { type = '', additionalProperties } = schema
  const embedded = schema['x-kubernetes-embedded-resource'] === true
  const preserves = schema['x-kubernetes-preserve-unknown-fields'] === true
  const errors: FieldError[] = []
  const at = `${path}.type`
  if (embedded && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true'
    errors.push(type === '' ? required(at, detail) : invalidValue(at, type, detail))
  } else if (type === '' && schema['x-kubernetes-int-or-string'] !== true && !preserves) {
    const where = { root: 'at the root', item: 'for specified array items', field: 'for specified object fields' }
    errors.push(required(at, `must not be empty ${where[level]}`))
  }
  if (embedded && additionalProperties !== undefined) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set'
    errors.push(forbiddenField(`${path}.additionalProperties`, detail))
  }
  if (level === 'root' && type !== '' && type !== 'object')
    errors.push(invalidValue(at, type, 'must be object at the root'))
  if (embedded && !preserves && properties(schema).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'
    errors.push(required(`${path}.properties`, detail))
  }
  return errors
}

/** The fields that every resource has must not be anything else. */
function metaErrors(schema: JsonSchema, level: Level, path: string): FieldError[] {
  if (level !== 'root' && schema['x-kubernetes-embedded-resource'] !== true) return []
  const known = schema.properties ?? {}
  const errors = (['kind', 'apiVersion'] as const).flatMap((name) => {
    const type = Object.hasOwn(known, name) ? (known[name]?.type ?? '') : 'string'
    return type === 'string' ? [] : [invalidValue(`${path}.properties[${name}].type`, type, 'must be string')]
  })
  if (!Object.hasOwn(known, 'metadata')) return errors
  const { type = '', properties: named = {}, description: _, ...rest } = known.metadata ?? {}
  const at = `${path}.properties[metadata]`
  if (type !== 'object') errors.push(invalidValue(`${at}.type`, type, 'must be object'))
  const only = Object.keys(named).every((name) => name === 'name' || name === 'generateName')
  if (level === 'root' && (!only || Object.keys(rest).length > 0)) {
    const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified'
    errors.push(forbiddenField(at, detail))
  }
  return errors
}

const intOrString = [{ type: 'integer' }, { type: 'string' }]

/** `anyOf` and its like may restrict values, not say what there is. */
function junctorErrors(schema: JsonSchema, path: string, nested = false): FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern = '' } = schema
  const skipsAny = !nested && deepEqual(anyOf, intOrString)
  const skipsFirst = !nested && deepEqual(allOf[0]?.anyOf, intOrString)
  const problem = pattern === '' ? undefined : regexpProblem(pattern)
  const each = (list: readonly JsonSchema[], field: string) =>
    list.flatMap((inner, index) => {
      const skip = field === 'allOf' && index === 0 && skipsFirst
      return nestedErrors(skip ? { ...inner, anyOf: [] } : inner, `${path}.${field}[${index}]`)
    })
  return [
    ...(skipsAny ? [] : each(anyOf, 'anyOf')),
    ...each(allOf, 'allOf'),
    ...each(oneOf, 'oneOf'),
    ...(not === undefined ? [] : nestedErrors(not, `${path}.not`)),
    ...(problem === undefined
      ? []
      : [invalidValue(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`)]),
  ]
}

const outsideOnly: readonly (readonly [keyof JsonSchema, string])[] = [
  ['type', 'empty'],
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
]

function nestedErrors(schema: JsonSchema, path: string): FieldError[] {
  const known = schema.properties ?? {}
  return [
    ...junctorErrors(schema, path, true),
    ...(isPlainObject(schema.items) ? nestedErrors(schema.items as JsonSchema, `${path}.items`) : []),
    ...properties(schema).flatMap(([name, inner]) => nestedErrors(inner, `${path}.properties[${name}]`)),
    ...outsideOnly
      .filter(([field]) => schema[field] !== undefined && schema[field] !== false)
      .map(([field, what]) => forbiddenField(`${path}.${field}`, `must be ${what} to be structural`)),
    ...(Object.hasOwn(known, 'metadata')
      ? [forbiddenField(`${path}.properties[metadata]`, 'must not be specified in a nested context')]
      : []),
  ]
}

/** Whatever an alternative speaks of must be specified outside of it too. */
function completeness(inner: JsonSchema, outer: JsonSchema, outerPath: string, path: string): FieldError[] {
  const lists = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((field) =>
    (inner[field] ?? []).flatMap((each, index) => specified(each, outer, outerPath, `${path}.${field}[${index}]`)),
  )
  return inner.not === undefined ? lists : [...specified(inner.not, outer, outerPath, `${path}.not`), ...lists]
}

function specified(inner: JsonSchema, outer: JsonSchema | undefined, outerPath: string, path: string): FieldError[] {
  if (outer === undefined) return [required(outerPath, `because it is defined in ${path}`)]
  const errors = completeness(inner, outer, outerPath, path)
  if (isPlainObject(inner.items)) {
    append(errors, specified(inner.items as JsonSchema, outer.items, `${outerPath}.items`, `${path}.items`))
  }
  for (const [name, property] of properties(inner)) {
    const known = outer.properties !== undefined && Object.hasOwn(outer.properties, name)
    const below = `.properties[${name}]`
    append(errors, specified(property, known ? outer.properties?.[name] : undefined, outerPath + below, path + below))
  }
  return errors
}
