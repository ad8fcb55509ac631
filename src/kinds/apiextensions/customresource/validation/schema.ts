/**
 * Checks values against schemas as the API server does for custom resources (kube-openapi `pkg/validation/validate`),
 * with its messages. What has not changed on an update is not complained of (feature CRDValidationRatcheting).
 */
import type { FieldError } from '../../../../api/contract/errors.js'
import { matchesRegexp } from '../../../../model/go/regexp.js'
import { RegexpError } from '../../../../model/go/regexp-error.js'
import { formatJson } from '../../../../model/json/json.js'
import type { JsonSchema } from '../../../../model/json/json-schema.js'
import { deepEqual, isPlainObject, ownField } from '../../../../model/values/json-values.js'
import { compareKeys } from '../../../../model/values/order.js'
import { alternatives } from './alternatives.js'
import * as failures from './failures.js'
import { hasFormat } from './formats.js'
import { Result } from './result.js'

/** The violations of a value. `previous` is the value that it replaces, if there is one. */
export function schemaErrors(schema: JsonSchema, value: unknown, path = '', previous?: unknown): FieldError[] {
  return check(schema, value, path, previous).failures.map(({ error }) => error)
}

/** One value against one schema, with all that lies under both. */
export function check(schema: JsonSchema, value: unknown, path: string, previous: unknown): Result {
  const result = checkAnew(schema, value, path, previous)
  if (!result.valid && previous !== undefined && deepEqual(value, previous)) {
    const unchanged = new Result()
    unchanged.matches = result.matches + 1
    return unchanged
  }
  return result
}

function checkAnew(schema: JsonSchema, value: unknown, path: string, previous: unknown): Result {
  const result = new Result()
  if (value === null || value === undefined) {
    result.merge(checkType(schema, null, path))
    result.add(enumFailure(schema, null, path))
    return result
  }
  const checks: (Result | undefined)[] = [
    typesOf(schema).length > 0 || formatOf(schema) !== undefined ? checkType(schema, value, path) : undefined,
    alternatives(schema, path, (inner) => check(inner, value, path, previous)),
    ...ofKind(schema, value, path, previous),
  ]
  for (const each of checks) {
    if (each === undefined) continue
    result.merge(each)
    result.matches++
  }
  // The check of the enumeration applies to everything.
  result.add(enumFailure(schema, value, path))
  result.matches += 2
  return result
}

/** The checks that a value's own type calls for. */
function ofKind(schema: JsonSchema, value: unknown, path: string, previous: unknown): (Result | undefined)[] {
  if (typeof value === 'string') return [checkText(schema, value, path), checkFormat(schema, value, path)]
  if (typeof value === 'number' || typeof value === 'bigint') return [checkNumber(schema, value, path)]
  if (Array.isArray(value)) return [checkList(schema, value, path, previous)]
  return isPlainObject(value) ? [checkObject(schema, value, path, previous)] : []
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  return schema.type === undefined || schema.type === '' ? [] : [schema.type]
}

/** The format, unless it is one that is ignored. */
function formatOf({ format = '' }: JsonSchema): string | undefined {
  return format !== '' && hasFormat(format, '') !== undefined ? format : undefined
}

function checkType(schema: JsonSchema, value: unknown, path: string): Result {
  const result = new Result()
  const types = typesOf(schema)
  const wanted = types.join(',')
  if (value === null) {
    if (types.length > 0 && !types.includes('null') && schema.nullable !== true) {
      result.add(failures.wrongType(path, wanted, 'null'))
    } else result.matches++
    return result
  }
  const found = typeOf(value)
  const numeric = types.includes('number') || types.includes('integer')
  const text = found === 'string' || found === 'array'
  const fits = types.includes(found) || (found === 'integer' && types.includes('number'))
  // A text with a format is checked by its format alone.
  if (fits || (!numeric && formatOf(schema) !== undefined && text)) result.matches++
  else result.add(failures.wrongType(path, wanted, found))
  return result
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'bigint') return 'integer'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function checkText(schema: JsonSchema, value: string, path: string): Result {
  const { maxLength, minLength, pattern = '' } = schema
  const result = new Result()
  const length = [...value].length
  if (maxLength !== undefined && length > maxLength) result.add(failures.tooLongText(path, maxLength))
  else if (minLength !== undefined && length < minLength) result.add(failures.tooShortText(path, minLength, value))
  else if (pattern !== '') checkPattern(pattern, value, path, result)
  return result
}

function checkPattern(pattern: string, value: string, path: string, result: Result): void {
  try {
    if (!matchesRegexp(pattern, value)) result.add(failures.unmatched(path, pattern, value))
  } catch (error) {
    if (!(error instanceof RegexpError)) throw error
    result.add(failures.unmatched(path, `${pattern}, but pattern is invalid: ${error.message}`, value))
  }
}

function checkFormat(schema: JsonSchema, value: string, path: string): Result | undefined {
  const format = formatOf(schema)
  if (format === undefined) return undefined
  const result = new Result()
  if (hasFormat(format, value) === false) result.add(failures.wrongType(path, format, value))
  return result
}

function isMultiple(value: number | bigint, factor: number): boolean {
  if (typeof value === 'bigint' && Number.isInteger(factor)) return value % BigInt(factor) === 0n
  const number = Number(value)
  return Number.isInteger(factor < 1 ? (1 / factor) * number : number / factor)
}

/** `IsValueValidAgainstRange`: whether a whole number of the format can be the value. */
function holds(format: string, value: number | bigint): boolean {
  if (typeof value === 'number' && !Number.isInteger(value)) return false
  const bits = format === 'int32' ? 31n : 63n
  const whole = BigInt(value)
  return whole >= -(2n ** bits) && whole < 2n ** bits
}

function checkNumber(schema: JsonSchema, value: number | bigint, path: string): Result {
  const { multipleOf, maximum, minimum, exclusiveMaximum = false, exclusiveMinimum = false } = schema
  const result = new Result()
  const { type, format = '' } = schema
  if (type === 'integer' && !holds(format, value)) result.add(failures.outOfFormat(path, type, format))
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    result.add(failures.notMultiple(path, multipleOf, value))
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    result.add(failures.outOfBounds(path, 'greater', exclusiveMinimum, minimum, value))
  }
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    result.add(failures.outOfBounds(path, 'less', exclusiveMaximum, maximum, value))
  }
  result.matches++
  return result
}

function checkList(schema: JsonSchema, value: readonly unknown[], path: string, previous: unknown): Result {
  const { items, minItems, maxItems, uniqueItems } = schema
  const result = new Result()
  if (items !== undefined) {
    const before = previousItems(schema, previous)
    value.forEach((item, index) => {
      result.merge(check(items, item, `${path}[${index}]`, before(item)))
    })
  }
  const { length } = value
  if (minItems !== undefined && length < minItems) result.add(failures.tooFewParts(path, 'items', length, minItems))
  if (maxItems !== undefined && length > maxItems) result.add(failures.tooManyParts(path, 'items', length, maxItems))
  if (uniqueItems === true && value.some((item, at) => value.slice(0, at).some((other) => deepEqual(item, other)))) {
    result.add(failures.duplicated(path))
  }
  result.matches++
  return result
}

/** What items were before: only those of lists with keys can be told again (`makeMapList`). */
export function previousItems(schema: JsonSchema, previous: unknown): (item: unknown) => unknown {
  const keys = schema['x-kubernetes-list-map-keys']
  if (schema['x-kubernetes-list-type'] !== 'map' || keys === undefined || !Array.isArray(previous))
    return () => undefined
  const keyOf = (item: Record<string, unknown>) => formatJson(keys.map((key) => ownField(item, key)))
  const known = new Map<string, unknown>()
  for (const other of previous.filter(isPlainObject)) {
    const key = keyOf(other)
    if (!known.has(key)) known.set(key, other)
  }
  return (item) => (isPlainObject(item) ? known.get(keyOf(item)) : undefined)
}

function checkObject(schema: JsonSchema, value: Record<string, unknown>, path: string, previous: unknown): Result {
  const { properties = {}, additionalProperties, required = [], minProperties, maxProperties } = schema
  const result = new Result()
  const keys = Object.keys(value)
  const before = (key: string) => (isPlainObject(previous) ? ownField(previous, key) : undefined)
  const count = keys.length
  if (minProperties !== undefined && count < minProperties) {
    result.add(failures.tooFewParts(path, 'properties', count, minProperties))
  }
  if (maxProperties !== undefined && count > maxProperties) {
    result.add(failures.tooManyParts(path, 'properties', count, maxProperties))
  }
  for (const key of keys.filter((each) => !Object.hasOwn(properties, each)).sort(compareKeys)) {
    if (additionalProperties === false) result.add(failures.forbiddenProperty(path, key))
    if (typeof additionalProperties !== 'object') continue
    result.merge(check(additionalProperties, value[key], `${path}.${key}`, before(key)))
  }
  for (const key of Object.keys(properties).sort(compareKeys)) {
    if (!Object.hasOwn(value, key) || value[key] === undefined) continue
    result.merge(check(properties[key]!, value[key], path === '' ? key : `${path}.${key}`, before(key)))
  }
  for (const key of required) if (ownField(value, key) === undefined) result.add(failures.missing(`${path}.${key}`))
  return result
}

function enumFailure(schema: JsonSchema, value: unknown, path: string) {
  const values = schema.enum
  if (values === undefined || values.length === 0) return undefined
  const found = value !== null && values.some((each) => deepEqual(each, value))
  return found ? undefined : failures.notInEnum(path, value, values)
}
