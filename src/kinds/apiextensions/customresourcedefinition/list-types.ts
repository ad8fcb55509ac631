import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'

/** Rules for `x-kubernetes-map-type`. */
export function mapTypeErrors(schema: JsonSchema, path: string): FieldError[] {
  const mapType = schema['x-kubernetes-map-type']
  const known = ['atomic', 'granular']
  if (mapType === undefined) return []
  return [
    ...wrongOwner(schema, 'object', 'x-kubernetes-map-type', path),
    ...(known.includes(mapType) ? [] : [notSupported(`${path}.x-kubernetes-map-type`, mapType, known)]),
  ]
}

function wrongOwner({ type = '' }: JsonSchema, wanted: string, extension: string, path: string): FieldError[] {
  if (type === wanted) return []
  const detail = `must be ${wanted} if ${extension} is specified`
  return [type === '' ? required(`${path}.type`, detail) : invalidValue(`${path}.type`, type, detail)]
}

/** Rules for `x-kubernetes-list-type` and its keys. */
export function listTypeErrors(schema: JsonSchema, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const known = ['atomic', 'set', 'map']
  const field = `${path}.x-kubernetes-list-type`
  const keyDetail = 'must be map if x-kubernetes-list-map-keys is non-empty'
  return [
    ...(listType === undefined ? [] : wrongOwner(schema, 'array', 'x-kubernetes-list-type', path)),
    ...(listType === 'set' && schema.type === 'array' ? setErrors(schema, path) : []),
    ...(listType === undefined || known.includes(listType) ? [] : [notSupported(field, listType, known)]),
    ...(keys.length > 0 && listType === undefined ? [required(field, keyDetail)] : []),
    ...(keys.length > 0 && listType !== undefined && listType !== 'map'
      ? [invalidValue(field, listType, keyDetail)]
      : []),
    ...(listType === 'map' ? mapErrors(schema, keys, path) : []),
    ...(listType === 'map' || listType === 'set' ? itemErrors(schema, keys, path) : []),
  ]
}

function setErrors({ items }: JsonSchema, path: string): FieldError[] {
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const inner = items?.['x-kubernetes-list-type']
  if (items?.type === 'array' && inner !== undefined && inner !== 'atomic') {
    return [invalidValue(`${path}.items.x-kubernetes-list-type`, inner, detail)]
  }
  if (items?.type !== 'object' || items['x-kubernetes-map-type'] === 'atomic') return []
  return [invalidValue(`${path}.items.x-kubernetes-map-type`, null, detail)]
}

function mapErrors({ items }: JsonSchema, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = []
  const field = `${path}.x-kubernetes-list-map-keys`
  if (keys.length === 0) errors.push(required(field, 'must not be empty if x-kubernetes-list-type is map'))
  if (items === undefined) errors.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'))
  if (items !== undefined && items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map"
    errors.push(invalidValue(`${path}.items.type`, items.type ?? '', detail))
  }
  if (items?.type !== 'object') return errors
  keys.forEach((key, index) => {
    const property =
      items.properties !== undefined && Object.hasOwn(items.properties, key) ? items.properties[key] : undefined
    if (property === undefined) errors.push(invalidValue(field, keys, 'entries must all be names of item properties'))
    else if (property.type === 'array' || property.type === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map"
      errors.push(invalidValue(`${path}.items.properties[${key}].type`, 'object', detail))
    }
    if (keys.indexOf(key) < index) errors.push(invalidValue(field, keys, 'must not contain duplicate entries'))
  })
  return errors
}

/** `validateMapListKeysMapSet` */
function itemErrors({ items, 'x-kubernetes-list-type': listType }: JsonSchema, keys: readonly string[], path: string) {
  if (items === undefined) return []
  const errors: FieldError[] = []
  if (items.nullable === true) {
    errors.push(
      forbiddenField(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`),
    )
  }
  if (listType === 'set') return errors
  for (const key of keys) {
    const property =
      items.properties !== undefined && Object.hasOwn(items.properties, key) ? items.properties[key] : undefined
    if (property === undefined) continue
    const field = `${path}.items.properties[${key}]`
    const why = 'this property is in x-kubernetes-list-map-keys, so it'
    if (!items.required?.includes(key) && property.default === undefined) {
      errors.push(required(`${field}.default`, `${why} must have a default or be a required property`))
    }
    if (property.nullable === true) errors.push(forbiddenField(`${field}.nullable`, `${why} cannot be nullable`))
  }
  return errors
}
