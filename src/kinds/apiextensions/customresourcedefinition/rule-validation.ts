import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import { goQuote } from '../../../model/go/quote.js'
import type { JsonSchema, ValidationRule } from '../../../model/json/json-schema.js'
import { type DeclaredType, declaredType } from '../customresource/cel/declared-types.js'
import { parseCel } from '../customresource/cel/parser.js'
import { celProblem } from '../customresource/cel/problems.js'
import { usesOldSelf } from '../customresource/cel/rules.js'
import type { Cardinality, RuleCosts } from './rule-costs.js'

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

const rulesOf = (schema: JsonSchema, path: string) =>
  (schema['x-kubernetes-validations'] ?? []).map((rule, index) => ({
    rule,
    at: `${path}.x-kubernetes-validations[${index}]`,
  }))

/** What is wrong with the rules of a schema before anybody reads their expressions. */
export const ruleFormErrors = (schema: JsonSchema, path: string): FieldError[] =>
  rulesOf(schema, path).flatMap(({ rule, at }) => [...textErrors(rule, at), ...fieldErrors(rule, at)])

/** Where rules are. */
export interface RulePlace {
  /** At the root of an object, whose type and name rules always see. */
  readonly root: boolean
  readonly cardinality: Cardinality
  /** Where values stop to have a past that can be told. */
  readonly uncorrelatable: string | undefined
}

/** What is wrong with the expressions of a schema's rules, and which cost too much. */
export function expressionErrors(schema: JsonSchema, path: string, place: RulePlace, costs: RuleCosts): FieldError[] {
  const rules = rulesOf(schema, path)
  if (rules.length === 0) return []
  const type = declaredType(schema, place.root)
  return rules.flatMap(({ rule, at }) => [
    ...(type === undefined ? [] : costErrors(rule, at, type, place.cardinality, costs)),
    ...compiledErrors(rule, at, place.uncorrelatable),
  ])
}

function costErrors(
  { rule, messageExpression = '' }: ValidationRule,
  at: string,
  type: DeclaredType,
  cardinality: Cardinality,
  costs: RuleCosts,
): FieldError[] {
  if (celProblem(rule) !== undefined) return []
  const errors = costs.ofRule(rule, type, cardinality, `${at}.rule`)
  if (messageExpression === '' || celProblem(messageExpression) !== undefined) return errors
  return [...errors, ...costs.ofMessage(messageExpression, type, `${at}.messageExpression`)]
}

function textErrors({ rule, message = '' }: ValidationRule, at: string): FieldError[] {
  if (rule.trim() === '') return [required(`${at}.rule`, 'rule is not specified')]
  if (message !== '' && message.trim() === '') {
    return [invalidValue(`${at}.message`, message, 'message must be non-empty if specified')]
  }
  if (/[\n\r]/.test(message.trim())) {
    return [invalidValue(`${at}.message`, message, 'message must not contain line breaks')]
  }
  const lines = /[\n\r]/.test(rule.trim())
  if (!lines || message.trim() !== '') return []
  return [required(`${at}.message`, 'message must be specified if rule contains line breaks')]
}

function fieldErrors({ messageExpression, reason, fieldPath = '' }: ValidationRule, at: string): FieldError[] {
  const detail = 'messageExpression must be non-empty if specified'
  const blank = messageExpression !== undefined && messageExpression !== '' && messageExpression.trim() === ''
  return [
    ...(blank ? [required(`${at}.messageExpression`, detail)] : []),
    ...(reason === undefined || reasons.includes(reason) ? [] : [notSupported(`${at}.reason`, reason, reasons)]),
    ...(fieldPath !== '' && !/^\s*[.[]/.test(fieldPath)
      ? [invalidValue(`${at}.fieldPath`, fieldPath, 'fieldPath must be a valid path')]
      : []),
  ]
}

function compiledErrors(rule: ValidationRule, at: string, uncorrelatable: string | undefined): FieldError[] {
  const { messageExpression = '', optionalOldSelf } = rule
  const errors = [
    ...compilationErrors(rule.rule, `${at}.rule`, rule),
    ...(messageExpression === '' ? [] : compilationErrors(messageExpression, `${at}.messageExpression`, rule)),
  ]
  if (errors.length > 0) return errors
  const transition = usesOldSelf(parseCel(rule.rule))
  if (transition && uncorrelatable !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`
    return [invalidValue(`${at}.rule`, rule.rule, detail)]
  }
  if (transition || optionalOldSelf === undefined) return []
  return [invalidValue(`${at}.optionalOldSelf`, optionalOldSelf, 'may not be set if oldSelf is not used in rule')]
}

function compilationErrors(source: string, field: string, rule: ValidationRule): FieldError[] {
  const problem = celProblem(source)
  if (problem === undefined) return []
  if ('invalid' in problem) return [invalidValue(field, goRule(rule), problem.invalid)]
  const detail = `${goQuote(problem.missing)} is left out of the Common Expression Language of this simulated cluster`
  return [forbiddenField(field, detail)]
}

function goRule({ rule, message = '', messageExpression = '', fieldPath = '' }: ValidationRule): GoStruct {
  return new GoStruct({
    Rule: rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: null,
    FieldPath: fieldPath,
    OptionalOldSelf: null,
  })
}
