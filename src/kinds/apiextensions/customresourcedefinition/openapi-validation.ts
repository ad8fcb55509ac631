/** What OpenAPI v3 schemas of definitions may say (`ValidateCustomResourceDefinitionOpenAPISchema`). */
import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported } from '../../../api/contract/field-errors.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'
import { append } from '../../../model/values/append.js'
import { isPlainObject } from '../../../model/values/json-values.js'
import { compareKeys } from '../../../model/values/order.js'
import { listTypeErrors, mapTypeErrors } from './list-types.js'
import { type Cardinality, RuleCosts, within } from './rule-costs.js'
import { expressionErrors, ruleFormErrors } from './rule-validation.js'

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']
const metaFields = ['metadata', 'kind', 'apiVersion']

/** Where in the schema one is. */
interface Place {
  /** Why defaults are not allowed here. */
  readonly noDefaults?: string
  /** In the schema of apiVersion, kind or metadata. */
  readonly inMeta?: true
  readonly root?: true
  /** The outermost place below which a value cannot be told from what it was before. */
  readonly uncorrelatable?: string
  /** Absent where rules are not read: in alternatives, and in a schema that is not structural. */
  readonly rules?: Rules
}

/** What is said of the rules of a schema, as they are met. */
interface Rules {
  readonly costs: RuleCosts
  readonly errors: FieldError[]
  readonly cardinality: Cardinality
}

export interface SchemaState {
  /** Of one that is not, the rules are not read. */
  readonly structural: boolean
  /** It is the one that has been accepted before. */
  readonly unchanged: boolean
}

export function openApiErrors(
  schema: JsonSchema,
  path: string,
  { structural, unchanged }: SchemaState = { structural: true, unchanged: false },
): FieldError[] {
  if (!structural) return errorsAt(schema, path, { root: true })
  const rules: Rules = { costs: new RuleCosts(unchanged), errors: [], cardinality: 1 }
  const errors = errorsAt(schema, path, { root: true, rules })
  return [...errors, ...rules.errors, ...rules.costs.totalErrors(path)]
}

function errorsAt(schema: JsonSchema, path: string, place: Place): FieldError[] {
  const inner = { ...place, ...(place.rules === undefined ? {} : { rules: inside(place.rules, schema) }) }
  const errors = [
    ...ownErrors(schema, path, place),
    ...(schema.uniqueItems === true
      ? [
          forbiddenField(
            `${path}.uniqueItems`,
            'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
          ),
        ]
      : []),
    ...additionalErrors(schema, path, inner),
    ...propertyErrors(schema, path, inner),
    ...below(schema, path, inner),
    ...(schema['x-kubernetes-preserve-unknown-fields'] === false
      ? [invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')]
      : []),
    ...mapTypeErrors(schema, path),
    ...listTypeErrors(schema, path),
    ...ruleFormErrors(schema, path),
  ]
  // Of a schema with faults, here or below, nobody can say what its rules look at.
  if (errors.length === 0 && place.rules !== undefined) {
    const { costs, cardinality } = place.rules
    const root = place.root === true || schema['x-kubernetes-embedded-resource'] === true
    const { uncorrelatable } = place
    append(place.rules.errors, expressionErrors(schema, path, { root, cardinality, uncorrelatable }, costs))
  }
  return errors
}

const inside = (rules: Rules, schema: JsonSchema): Rules => ({
  ...rules,
  cardinality: within(schema, rules.cardinality),
})

const refused = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const

function ownErrors(schema: JsonSchema, path: string, { noDefaults, inMeta }: Place): FieldError[] {
  const { type = '' } = schema
  const others = schema as unknown as Record<string, unknown>
  const errors: FieldError[] = []
  if (type !== '' && !types.includes(type)) errors.push(notSupported(`${path}.type`, type, types))
  if (schema.default !== undefined && noDefaults !== undefined) {
    errors.push(forbiddenField(`${path}.default`, `must not be set ${noDefaults}`))
  }
  for (const field of refused) {
    if (others[field] !== undefined) errors.push(forbiddenField(`${path}.${field}`, `${field} is not supported`))
  }
  if (type === 'null') {
    errors.push(forbiddenField(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'))
  }
  if (Array.isArray(schema.items)) {
    errors.push(forbiddenField(`${path}.items`, 'items must be a schema object and not an array'))
  }
  if (inMeta === true && schema['x-kubernetes-embedded-resource'] === true) {
    const detail = 'must not be used inside of resource meta'
    errors.push(forbiddenField(`${path}.x-kubernetes-embedded-resource`, detail))
  }
  return errors
}

function additionalErrors(schema: JsonSchema, path: string, place: Place): FieldError[] {
  const { additionalProperties, properties = {} } = schema
  if (additionalProperties === undefined) return []
  const field = `${path}.additionalProperties`
  const both = Object.keys(properties).length > 0 && additionalProperties !== true
  const errors = both ? [forbiddenField(field, 'additionalProperties and properties are mutual exclusive')] : []
  if (typeof additionalProperties !== 'object') return errors
  const reason = 'inside additionalProperties applying to object metadata'
  const { root: _, ...here } = place
  const inner = place.inMeta === true ? { ...here, noDefaults: reason } : here
  return [...errors, ...errorsAt(additionalProperties, field, inner)]
}

function propertyErrors(schema: JsonSchema, path: string, { root, ...place }: Place): FieldError[] {
  const meta = root === true || schema['x-kubernetes-embedded-resource'] === true
  return Object.entries(schema.properties ?? {})
    .sort(([a], [b]) => compareKeys(a, b))
    .flatMap(([name, property]) => {
      const inMeta = meta && metaFields.includes(name)
      const here: Place = {
        ...(schema['x-kubernetes-map-type'] === 'atomic' ? lost(place, path) : place),
        ...(inMeta ? { inMeta } : {}),
        ...(inMeta && root === true ? { noDefaults: `in top-level ${name}` } : {}),
      }
      return errorsAt(property, `${path}.properties[${name}]`, here)
    })
}

function below(schema: JsonSchema, path: string, { root: _, ...whole }: Place): FieldError[] {
  const items = schema['x-kubernetes-list-type'] === 'map' ? whole : lost(whole, path)
  const { rules: __, ...place } = whole
  const lists = (['allOf', 'oneOf', 'anyOf'] as const).flatMap((field) =>
    (schema[field] ?? []).flatMap((inner, index) => errorsAt(inner, `${path}.${field}[${index}]`, place)),
  )
  return [
    ...(schema.not === undefined ? [] : errorsAt(schema.not, `${path}.not`, place)),
    ...lists,
    ...(isPlainObject(schema.items) ? errorsAt(schema.items as JsonSchema, `${path}.items`, items) : []),
  ]
}

const lost = (place: Place, path: string): Place => ({ uncorrelatable: path, ...place })
