import type { JsonSchema } from '../../../../model/json/json-schema.js'
import * as failures from './failures.js'
import { Result } from './result.js'

/**
 * `anyOf`, `oneOf`, `allOf` and `not` of a schema, each alternative checked by `check`. Where none is right, the
 * violations of the one that came closest are told (`schema_props.go`).
 */
export function alternatives(schema: JsonSchema, path: string, check: (inner: JsonSchema) => Result): Result {
  const result = new Result()
  if (schema.anyOf !== undefined && schema.anyOf.length > 0) anyOf(schema.anyOf, path, check, result)
  if (schema.oneOf !== undefined && schema.oneOf.length > 0) oneOf(schema.oneOf, path, check, result)
  if (schema.allOf !== undefined && schema.allOf.length > 0) allOf(schema.allOf, path, check, result)
  if (schema.not !== undefined && check(schema.not).valid) result.add(failures.validNot(path))
  result.matches++
  return result
}

type Check = (inner: JsonSchema) => Result

function anyOf(schemas: readonly JsonSchema[], path: string, check: Check, result: Result): void {
  let closest: Result | undefined
  for (const schema of schemas) {
    const next = check(schema)
    if (next.valid) {
      result.merge(next)
      return
    }
    if (closest === undefined || next.matches > closest.matches) closest = next
  }
  result.add(failures.noneOfAny(path))
  if (closest !== undefined) result.merge(closest)
}

function oneOf(schemas: readonly JsonSchema[], path: string, check: Check, result: Result): void {
  const results = schemas.map(check)
  const valid = results.filter((each) => each.valid)
  if (valid.length !== 1) result.add(failures.notOneOf(path, valid.length))
  const closest = results.reduce((best, next) => (next.matches > best.matches ? next : best))
  if (valid.length < 2) result.merge(valid[0] ?? closest)
}

function allOf(schemas: readonly JsonSchema[], path: string, check: Check, result: Result): void {
  const results = schemas.map(check)
  for (const each of results) result.merge(each)
  const valid = results.filter((each) => each.valid).length
  if (valid < schemas.length) result.add(failures.notAllOf(path, valid === 0))
}
