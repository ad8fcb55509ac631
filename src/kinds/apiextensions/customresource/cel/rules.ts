/** `x-kubernetes-validations` at work (`pkg/apiserver/schema/cel/validation.go` of apiextensions-apiserver). */
import type { FieldError } from '../../../../api/contract/errors.js'
import { duplicate, forbiddenField, invalidValue, required } from '../../../../api/contract/field-errors.js'
import { sortedKeys } from '../../../../model/go/format.js'
import { fieldSchema, type JsonSchema, type ValidationRule } from '../../../../model/json/json-schema.js'
import { deepEqual, isPlainObject, ownField } from '../../../../model/values/json-values.js'
import { memo } from '../../../../model/values/memo.js'
import { previousItems } from '../validation/schema.js'
import { evaluate, type Scope } from './evaluate.js'
import { type Expression, parseCel } from './parser.js'
import { CelError, celValue, Optional, type Value } from './values.js'

/** Whether a schema has rules anywhere. */
export function hasRules(schema: JsonSchema | undefined): boolean {
  if (schema === undefined) return false
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) return true
  const { properties = {}, items, additionalProperties } = schema
  const values = typeof additionalProperties === 'object' ? additionalProperties : undefined
  return hasRules(items) || hasRules(values) || Object.values(properties).some(hasRules)
}

/** What breaks the rules. `previous` is the value that this one replaces, where it can be told. */
export function ruleErrors(schema: JsonSchema | undefined, value: unknown, previous: unknown, path = ''): FieldError[] {
  if (schema === undefined || value === null || value === undefined) return []
  const own = ownErrors(schema, value, previous, path)
  if (Array.isArray(value)) {
    const before = previousItems(schema, previous)
    const items = value.flatMap((item, at) => ruleErrors(schema.items, item, before(item), `${path}[${at}]`))
    return [...own, ...items]
  }
  if (!isPlainObject(value)) return own
  const fields = sortedKeys(value).flatMap((key) => {
    const known = schema.properties !== undefined && Object.hasOwn(schema.properties, key)
    const below = known ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`
    const before = isPlainObject(previous) ? ownField(previous, key) : undefined
    return ruleErrors(fieldSchema(schema, key), value[key], before, below)
  })
  return [...own, ...fields]
}

function ownErrors(schema: JsonSchema, value: unknown, previous: unknown, path: string): FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? []
  if (rules.length === 0) return []
  const self = celValue(value, schema)
  const old = previous === undefined || previous === null ? undefined : celValue(previous, schema)
  const unchanged = old !== undefined && deepEqual(value, previous)
  return rules.flatMap((rule) => {
    const expression = compiled(rule.rule)
    const transition = usesOldSelf(expression)
    const optional = rule.optionalOldSelf === true
    if (transition && old === undefined && !optional) return []
    if (!transition && unchanged) return []
    const scope = scopeOf(self, optional ? new Optional(old) : old)
    const error = broken(rule, expression, scope, schema, path)
    return error === undefined ? [] : [error]
  })
}

function scopeOf(self: Value, old: Value | undefined): Scope {
  return new Map(
    old === undefined
      ? [['self', self]]
      : [
          ['self', self],
          ['oldSelf', old],
        ],
  )
}

function broken(
  rule: ValidationRule,
  expression: Expression,
  scope: Scope,
  { type = '' }: JsonSchema,
  path: string,
): FieldError | undefined {
  const field = path === '' ? '<nil>' : path
  try {
    if (evaluate(expression, scope) === true) return undefined
  } catch (error) {
    const { message } = error as Error
    if (!(error instanceof CelError)) return invalidValue(field, type, `${message} evaluating rule: ${ruleText(rule)}`)
    const overload =
      "'no such overload': call arguments did not match a supported operator, function or macro signature"
    const detail = message === 'no such overload' ? `${overload} for rule:` : `${message} evaluating rule:`
    return invalidValue(field, type, `${detail} ${ruleText(rule)}`)
  }
  const at = rule.fieldPath ? `${path}${rule.fieldPath}`.replace(/^\./, '') : field
  const message = messageOf(rule, scope)
  if (rule.reason === 'FieldValueForbidden') return forbiddenField(at, message)
  if (rule.reason === 'FieldValueRequired') return required(at, message)
  // Objects and lists are not shown.
  const value = type === 'object' || type === 'array' ? undefined : scope.get('self')
  if (rule.reason === 'FieldValueDuplicate') return duplicate(at, value)
  return invalidValue(at, value, message)
}

/** How a rule is named: by its message, or by itself. */
const ruleText = ({ rule, message = '' }: ValidationRule) => message.trim() || rule.trim()

function messageOf(rule: ValidationRule, scope: Scope): string {
  const { message = '', messageExpression = '' } = rule
  if (messageExpression.trim() !== '') {
    try {
      const text = evaluate(compiled(messageExpression), scope)
      if (typeof text === 'string' && text.trim() !== '' && !/[\n\r]/.test(text)) return text.trim()
    } catch {
      // Without a message of its own the rule has the fixed one.
    }
  }
  return message.trim() || `failed rule: ${rule.rule.trim()}`
}

const compiled = memo(1000, (source: string) => parseCel(source))

export function usesOldSelf(expression: Expression): boolean {
  return partsOf(expression).some((part) => part.type === 'name' && part.name === 'oldSelf')
}

/** An expression and all that it is made of. */
export function partsOf(expression: Expression): Expression[] {
  const inner = (): readonly Expression[] => {
    if (expression.type === 'select') return [expression.on]
    if (expression.type === 'index') return [expression.on, expression.at]
    if (expression.type === 'list') return expression.items
    if (expression.type === 'map') return expression.entries.flat()
    if (expression.type === 'operator') return expression.operands
    return expression.type === 'call'
      ? [...(expression.on === undefined ? [] : [expression.on]), ...expression.args]
      : []
  }
  return [expression, ...inner().flatMap(partsOf)]
}
