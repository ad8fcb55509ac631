/** `x-kubernetes-validations` at work (`pkg/apiserver/schema/cel/validation.go` of apiextensions-apiserver). */
import type { FieldError } from '../../../../api/contract/errors.js'
import { duplicate, forbiddenField, invalidValue, required } from '../../../../api/contract/field-errors.js'
import { sortedKeys } from '../../../../model/go/format.js'
import { goQuote } from '../../../../model/go/quote.js'
import { fieldSchema, type JsonSchema, type ValidationRule } from '../../../../model/json/json-schema.js'
import { deepEqual, isPlainObject, ownField } from '../../../../model/values/json-values.js'
import { memo } from '../../../../model/values/memo.js'
import { previousItems } from '../validation/schema.js'
import { Budget, CostLimitExceeded, Meter } from './budget.js'
import { evaluate, type Scope } from './evaluate.js'
import { type Expression, parseCel, partsOf } from './parser.js'
import { CelError, celValue, Optional, type Value } from './values.js'

/** Whether a schema has rules anywhere. */
export function hasRules(schema: JsonSchema | undefined): boolean {
  if (schema === undefined) return false
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) return true
  const { properties = {}, items, additionalProperties } = schema
  const values = typeof additionalProperties === 'object' ? additionalProperties : undefined
  return hasRules(items) || hasRules(values) || Object.values(properties).some(hasRules)
}

/**
 * What breaks the rules. `previous` is the value that this one replaces, where it can be told. Rules are looked at as long
 * as the budget lasts; when it does not, that is an error.
 */
export function ruleErrors(
  schema: JsonSchema | undefined,
  value: unknown,
  previous: unknown,
  path = '',
  budget = new Budget(),
): FieldError[] {
  if (schema === undefined || value === null || value === undefined || budget.ended) return []
  const own = ownErrors(schema, value, previous, path, budget)
  if (Array.isArray(value)) {
    const before = previousItems(schema, previous)
    const items = value.flatMap((item, at) => ruleErrors(schema.items, item, before(item), `${path}[${at}]`, budget))
    return [...own, ...items]
  }
  if (!isPlainObject(value)) return own
  const fields = sortedKeys(value).flatMap((key) => {
    const known = schema.properties !== undefined && Object.hasOwn(schema.properties, key)
    const below = known ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`
    const before = isPlainObject(previous) ? ownField(previous, key) : undefined
    return ruleErrors(fieldSchema(schema, key), value[key], before, below, budget)
  })
  return [...own, ...fields]
}

function ownErrors(schema: JsonSchema, value: unknown, previous: unknown, path: string, budget: Budget): FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? []
  if (rules.length === 0) return []
  if (budget.spent) {
    budget.end()
    return [outOfBudget(fieldOf(path), schema)]
  }
  const self = celValue(value, schema)
  const old = previous === undefined || previous === null ? undefined : celValue(previous, schema)
  const unchanged = old !== undefined && deepEqual(value, previous)
  return rules.flatMap((rule) => {
    const expression = compiled(rule.rule)
    const transition = usesOldSelf(expression)
    const optional = rule.optionalOldSelf === true
    if (transition && old === undefined && !optional) return []
    if ((!transition && unchanged) || budget.ended) return []
    const scope = scopeOf(self, optional ? new Optional(old) : old)
    const error = broken(rule, expression, scope, schema, path, budget)
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
  schema: JsonSchema,
  path: string,
  budget: Budget,
): FieldError | undefined {
  const { type = '' } = schema
  const field = fieldOf(path)
  const meter = new Meter()
  try {
    const holds = evaluate(expression, scope, meter) === true
    if (!budget.pay(meter)) return outOfBudget(field, schema)
    if (holds) return undefined
  } catch (error) {
    const { message } = error as Error
    if (!budget.pay(meter)) return outOfBudget(field, schema)
    if (error instanceof CostLimitExceeded) {
      budget.end()
      const why = 'no further validation rules will be run due to call cost exceeds limit for rule'
      return invalidValue(field, type, `'${message}': ${why}: ${ruleText(rule)}`)
    }
    if (!(error instanceof CelError)) return invalidValue(field, type, `${message} evaluating rule: ${ruleText(rule)}`)
    const overload =
      "'no such overload': call arguments did not match a supported operator, function or macro signature"
    const detail = message === 'no such overload' ? `${overload} for rule:` : `${message} evaluating rule:`
    return invalidValue(field, type, `${detail} ${ruleText(rule)}`)
  }
  const at = rule.fieldPath ? `${path}${rule.fieldPath}`.replace(/^\./, '') : field
  const message = messageOf(rule, scope, budget)
  if (typeof message !== 'string') return invalidValue(at, type, message.unpaid)
  if (rule.reason === 'FieldValueForbidden') return forbiddenField(at, message)
  if (rule.reason === 'FieldValueRequired') return required(at, message)
  // Objects and lists are not shown.
  const value = type === 'object' || type === 'array' ? undefined : scope.get('self')
  if (rule.reason === 'FieldValueDuplicate') return duplicate(at, value)
  return invalidValue(at, value, message)
}

const fieldOf = (path: string) => (path === '' ? '<nil>' : path)

const outOfBudget = (field: string, { type = '' }: JsonSchema) =>
  invalidValue(
    field,
    type,
    'validation failed due to running out of cost budget, no further validation rules will be run',
  )

/** How a rule is named: by its message, or by itself. */
const ruleText = ({ rule, message = '' }: ValidationRule) => message.trim() || rule.trim()

/** `MaxEvaluatedMessageExpressionSizeBytes` */
const longestMessage = 5 * 1024

/** What is said of a rule that is broken; why that is too expensive to be told. */
function messageOf(rule: ValidationRule, scope: Scope, budget: Budget): string | { readonly unpaid: string } {
  const { message = '', messageExpression = '' } = rule
  const fixed = message.trim() || `failed rule: ${rule.rule.trim()}`
  if (messageExpression.trim() === '') return fixed
  const meter = new Meter()
  let made: Value | undefined
  let exceeded = false
  try {
    made = evaluate(compiled(messageExpression), scope, meter)
  } catch (error) {
    // Without a message of its own the rule has the fixed one.
    exceeded = error instanceof CostLimitExceeded
  }
  const no = 'no further validation rules will be run'
  if (!budget.pay(meter)) {
    return { unpaid: `messageExpression evaluation failed due to running out of cost budget, ${no}` }
  }
  if (exceeded) {
    budget.end()
    return { unpaid: `${no} due to call cost exceeds limit for messageExpression: ${goQuote(messageExpression)}` }
  }
  const text = typeof made === 'string' ? made.trim() : ''
  return text === '' || /[\n\r]/.test(text) || Buffer.byteLength(text) > longestMessage ? fixed : text
}

const compiled = memo(1000, (source: string) => parseCel(source))

export function usesOldSelf(expression: Expression): boolean {
  return partsOf(expression).some((part) => part.type === 'name' && part.name === 'oldSelf')
}
